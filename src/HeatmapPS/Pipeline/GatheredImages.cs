using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Pipeline;

/// <summary>The images of a cmdlet that go on only when all are known, such as those that share one scale. Each is gathered in the
/// background as it comes in. One that cannot be read is an error of its own, and the others go on without it.</summary>
/// <remarks>Used on the pipeline thread. What reads the images comes after <see cref="HeatmapCommand.Drain"/>.</remarks>
/// <typeparam name="TImage">What is kept of an image until then.</typeparam>
/// <param name="command">The cmdlet.</param>
internal sealed class GatheredImages<TImage>(HeatmapCommand command)
    where TImage : class
{
    private readonly List<Gathering> _all = [];

    /// <summary>Number of inputs, those that could not be read among them.</summary>
    public int Count => _all.Count;

    /// <summary>The images that could be read, in the order of the inputs.</summary>
    public IReadOnlyList<TImage> Readable => [.. _all.Select(gathering => gathering.Image).OfType<TImage>()];

    /// <summary>Gathers an image in the background.</summary>
    /// <param name="target">What an error names: the path, or the object.</param>
    /// <param name="gather">Reads the image; what it has to tell goes into the outcome.</param>
    public void Add(object target, Func<WorkOutcome, IProgress<double>, CancellationToken, TImage> gather)
    {
        var gathering = new Gathering(target);
        _all.Add(gathering);
        command.RunInBackground(target, (progress, stop) =>
        {
            var outcome = new WorkOutcome();
            gathering.Image = gather(outcome, progress, stop);
            return outcome;
        });
    }

    /// <summary>The one scale of the images, with a warning where they have several units. An error of it ends the command.</summary>
    /// <param name="shared">The scale that the images were added to.</param>
    /// <returns>The scale; null where no image has numbers.</returns>
    public HeatmapScale? Resolve(SharedScale shared)
    {
        if (shared.Count == 0)
            return null;
        HeatmapScale scale = command.Require(() => shared.Resolve(command.StopToken));
        if (shared.UnitWarning is { } warning)
            command.WriteWarning(warning);
        return scale;
    }

    /// <summary>Goes on with each image in the background, in the order of the inputs, and waits for all.</summary>
    /// <param name="finish">What is done with an image.</param>
    public void Finish(Func<TImage, IProgress<double>, CancellationToken, WorkOutcome> finish)
    {
        foreach (Gathering gathering in _all)
        {
            if (gathering.Image is { } image)
                command.RunInBackground(gathering.Target, (progress, stop) => finish(image, progress, stop));
        }

        command.Drain();
    }

    private sealed class Gathering(object target)
    {
        public object Target { get; } = target;

        /// <summary>The image; null until it was gathered, and when that failed.</summary>
        public TImage? Image { get; set; }
    }
}
