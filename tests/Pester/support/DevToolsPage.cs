using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace HeatmapPS.Tests;

/// <summary>A page in a headless Chromium, driven by the DevTools protocol over its WebSocket.</summary>
public sealed class DevToolsPage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _browser;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new ClientWebSocket();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _calls =
        new ConcurrentDictionary<int, TaskCompletionSource<JsonNode>>();
    private readonly TaskCompletionSource<bool> _loaded =
        new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new CancellationTokenSource();
    private string _session;
    private Task _reading;
    private int _id;

    private DevToolsPage(Process browser, string profile)
    {
        _browser = browser;
        _profile = profile;
    }

    /// <summary>Errors and warnings of the console, uncaught exceptions, and violations of the content security policy.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new ConcurrentQueue<string>();

    /// <summary>Addresses of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new ConcurrentQueue<string>();

    /// <summary>Starts the browser and opens a file.</summary>
    public static DevToolsPage Open(string program, string path, int width, int height)
    {
        string profile = Directory.CreateTempSubdirectory("heatmap-browser-").FullName;
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in new[]
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
            "about:blank",
        })
            start.ArgumentList.Add(argument);
        var page = new DevToolsPage(Process.Start(start), profile);
        try
        {
            page.Connect(width, height);
            page.Call("Page.navigate", new JsonObject { ["url"] = new Uri(path).AbsoluteUri });
            if (!page._loaded.Task.Wait(Patience))
                throw new TimeoutException("The page did not load.");
            page.WaitFor("location.protocol === 'file:' && document.readyState === 'complete'");
            return page;
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    /// <summary>The value of a JavaScript expression; a promise is awaited.</summary>
    public string Evaluate(string expression)
    {
        JsonNode result =
            Call("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        if (result["exceptionDetails"] is JsonNode fault)
            throw new InvalidOperationException(fault.ToJsonString());
        return result["result"]["value"]?.ToString();
    }

    /// <summary>Waits until an expression is true.</summary>
    public void WaitFor(string expression)
    {
        string wait = "new Promise((done, fail) => { const end = performance.now() + 20000; (function look() { if (" + expression
            + ") done(true); else if (performance.now() > end) fail(new Error('waited in vain')); else setTimeout(look, 10); })(); })";
        Evaluate(wait);
    }

    /// <summary>Moves the mouse.</summary>
    public void MoveTo(double x, double y) =>
        Call("Input.dispatchMouseEvent", new JsonObject { ["type"] = "mouseMoved", ["x"] = x, ["y"] = y });

    /// <summary>Clicks.</summary>
    public void Click(double x, double y)
    {
        foreach (string type in new[] { "mousePressed", "mouseReleased" })
            Call("Input.dispatchMouseEvent",
                new JsonObject { ["type"] = type, ["x"] = x, ["y"] = y, ["button"] = "left", ["clickCount"] = 1 });
    }

    /// <summary>Presses a key: ArrowLeft, Enter, h.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="code">Its virtual key code.</param>
    /// <param name="text">What it types, or nothing.</param>
    /// <param name="modifiers">8 for Shift.</param>
    public void Press(string key, int code, string text = "", int modifiers = 0)
    {
        var down = new JsonObject { ["type"] = text.Length > 0 ? "keyDown" : "rawKeyDown", ["key"] = key, ["windowsVirtualKeyCode"] = code,
            ["modifiers"] = modifiers };
        if (text.Length > 0)
            down["text"] = text;
        Call("Input.dispatchKeyEvent", down);
        Call("Input.dispatchKeyEvent",
            new JsonObject { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = code, ["modifiers"] = modifiers });
    }

    /// <summary>Light or dark, screen or print.</summary>
    public void Emulate(string colorScheme, string media) => Call("Emulation.setEmulatedMedia", new JsonObject
    {
        ["media"] = media,
        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = colorScheme }),
    });

    /// <summary>Size of the window.</summary>
    public void Resize(int width, int height) => Call("Emulation.setDeviceMetricsOverride", new JsonObject
    {
        ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false,
    });

    /// <summary>The window as a PNG file.</summary>
    public void SavePicture(string path) =>
        File.WriteAllBytes(path,
            Convert.FromBase64String(Call("Page.captureScreenshot", new JsonObject { ["format"] = "png" })["data"].ToString()));

    public void Dispose()
    {
        _stop.Cancel();
        try
        {
            _browser.Kill(entireProcessTree: true);
            _browser.WaitForExit();
            _reading?.Wait(Patience);
        }
        catch (Exception error) when (error is InvalidOperationException || error is AggregateException)
        {
        }

        _socket.Dispose();
        _browser.Dispose();
        for (int attempt = 0; Directory.Exists(_profile) && attempt < 20; attempt++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                // A child of the browser is still ending.
                Thread.Sleep(50);
            }
        }
    }

    private void Connect(int width, int height)
    {
        const string Mark = "DevTools listening on ";
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _browser.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                listening.TrySetException(new InvalidOperationException("The browser ended."));
            else if (line.Data.StartsWith(Mark, StringComparison.Ordinal))
                listening.TrySetResult(line.Data.Substring(Mark.Length));
        };
        _browser.BeginErrorReadLine();
        _browser.BeginOutputReadLine();
        if (!listening.Task.Wait(Patience))
            throw new TimeoutException("The browser did not say where it listens.");
        _socket.ConnectAsync(new Uri(listening.Task.Result), _stop.Token).Wait(Patience);
        _reading = Task.Run(Read);
        string target = Call("Target.createTarget", new JsonObject { ["url"] = "about:blank" })["targetId"].ToString();
        _session = Call("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true })["sessionId"].ToString();
        foreach (string domain in new[] { "Page", "Runtime", "Log", "Network", "Audits" })
            Call(domain + ".enable", new JsonObject());
        Resize(width, height);
    }

    private JsonNode Call(string method, JsonObject parameters)
    {
        int id = Interlocked.Increment(ref _id);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session != null)
            message["sessionId"] = _session;
        _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, _stop.Token).Wait(Patience);
        if (!answer.Task.Wait(Patience))
            throw new TimeoutException(method + " was not answered.");
        return answer.Task.Result;
    }

    private async Task Read()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                WebSocketReceiveResult part = await _socket.ReceiveAsync(new ArraySegment<byte>(buffer), _stop.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                    return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Take(JsonNode.Parse(Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length)));
                message.SetLength(0);
            }
        }
        catch (Exception error) when (error is OperationCanceledException || error is WebSocketException)
        {
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is JsonNode id)
        {
            if (_calls.TryRemove(id.GetValue<int>(), out TaskCompletionSource<JsonNode> call))
            {
                if (message["error"] is JsonNode error)
                    call.SetException(new InvalidOperationException(error.ToJsonString()));
                else
                    call.SetResult(message["result"]);
            }

            return;
        }

        JsonNode parameters = message["params"];
        switch (message["method"]?.ToString())
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult(true);
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters["request"]["url"].ToString());
                break;
            case "Runtime.exceptionThrown":
            case "Log.entryAdded":
            case "Audits.issueAdded":
                Complaints.Enqueue(parameters.ToJsonString());
                break;
            case "Runtime.consoleAPICalled":
            case "Page.javascriptDialogOpening":
                Complaints.Enqueue(message.ToJsonString());
                break;
        }
    }
}
