using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Video;

/// <summary>The scales of a video's frames: one for all, one each, or limits that follow slowly.</summary>
/// <param name="rule">How a frame's own limits are found.</param>
/// <param name="shared">The one scale, or null.</param>
/// <param name="smoothFrames">Frames N of an exponential moving average of the limits, in which each new frame weighs 2 / (N + 1);
/// 0 for none.</param>
internal sealed class FrameScales(RangeRule rule, HeatmapScale? shared, int smoothFrames)
{
    private readonly double _weight = 2.0 / (smoothFrames + 1);
    private Task<HeatmapScale?> _previous = Task.FromResult<HeatmapScale?>(null);

    /// <summary>The scale of the next frame, to be worked out on any thread; each must be asked, since the next one waits for it.</summary>
    public FrameScale Next()
    {
        var scale = new FrameScale(this, _previous);
        if (smoothFrames > 0)
            _previous = scale.Done;
        return scale;
    }

    internal sealed class FrameScale(FrameScales owner, Task<HeatmapScale?> before)
    {
        private readonly TaskCompletionSource<HeatmapScale?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<HeatmapScale?> Done => _done.Task;

        /// <summary>The scale, reading the frame's pixels where it depends on them.</summary>
        /// <param name="raster">The frame; null for one with colours of its own, which leaves the limits as they were.</param>
        /// <param name="cancellationToken">Stops the reading and the waiting.</param>
        public HeatmapScale? Resolve(Raster? raster, CancellationToken cancellationToken)
        {
            try
            {
                HeatmapScale? scale = raster is null ? null : owner.Own(raster, cancellationToken);
                HeatmapScale? last = before.WaitAsync(cancellationToken).GetAwaiter().GetResult();
                if (scale is not null && last is not null)
                    scale = owner.Approach(last, scale);
                _done.TrySetResult(scale ?? last);
                return scale;
            }
            catch
            {
                _done.TrySetCanceled(CancellationToken.None);
                throw;
            }
        }
    }

    private HeatmapScale Own(Raster raster, CancellationToken cancellationToken) =>
        shared ?? ScaleResolver.Resolve(raster, rule, cancellationToken).Scale;

    private HeatmapScale Approach(HeatmapScale last, HeatmapScale own) => own with
    {
        Minimum = last.Minimum + (_weight * (own.Minimum - last.Minimum)),
        Maximum = last.Maximum + (_weight * (own.Maximum - last.Maximum)),
    };
}
