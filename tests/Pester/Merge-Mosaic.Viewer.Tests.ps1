# The page beside a Deep Zoom image, in a browser: from the file system, without a network, pixels as pixels.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noBrowser = -not (Find-Browser)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Runs the browser on a page and gives what it printed: the document (with -Dump), and what it complained of.
    function Invoke-Browser([string] $Page, [string[]] $Argument) {
        $start = [Diagnostics.ProcessStartInfo]::new((Find-Browser))
        $given = '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--disable-sync', '--hide-scrollbars', '--force-device-scale-factor=1', '--window-size=400,300', '--virtual-time-budget=2000',
        '--enable-logging=stderr', "--user-data-dir=$(New-TestFolder)"
        foreach ($item in $given + $Argument + [uri]::new($Page).AbsoluteUri) { $start.ArgumentList.Add($item) }
        $result = Invoke-ChildProcess $start
        return @{ Document = $result.Output -join "`n"; Console = @($result.Error -split '\n' | Where-Object { $_ -match 'CONSOLE' }) }
    }

    # A picture of a page once all its tiles are loaded and painted.
    function Save-Screenshot([string] $Page, [string] $Path) {
        $browser = [HeatmapPS.Tests.DevToolsPage]::Open((Find-Browser), $Page, 400, 300)
        try {
            $browser.WaitFor('cache.size > 0 && [...cache.values()].every(image => image.complete)')
            $null = $browser.Evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))')
            $browser.WaitFor('!pending')
            $browser.SavePicture($Path)
            $browser.Complaints | Should -BeNullOrEmpty
        }
        finally { $browser.Dispose() }
    }

    # The text of a page without its policy, which forbids what a test adds.
    function Read-Page([string] $Page) { return [IO.File]::ReadAllText($Page) -replace '<meta http-equiv="Content-Security-Policy"[^>]*>', '' }

    # A copy of the page that does something once it is shown, and writes what came of it into the document.
    function Invoke-Page([string] $Page, [string] $Script) {
        $copy = [IO.Path]::ChangeExtension($Page, 'scripted.html')
        $text = "<script>addEventListener('load', () => { canvas.setPointerCapture = () => {}; const said = [];
const say = () => said.push([left, top_, scale].map(value => value.toFixed(3)).join(' '));
const key = name => window.dispatchEvent(new KeyboardEvent('keydown', { key: name }));
const wheel = (y, x, at) => canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: y, clientX: x, clientY: at, cancelable: true }));
const point = (type, x, y, id = 7) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: id, clientX: x, clientY: y }));
$Script
document.body.dataset.said = said.join('|') + '|' + performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('file:')).length; });</script></body>"
        [IO.File]::WriteAllText($copy, (Read-Page $Page).Replace('</body>', $text))
        $result = Invoke-Browser $copy '--dump-dom'
        $result.Console | Should -BeNullOrEmpty
        $result.Document -match 'data-said="([^"]*)"' | Should -BeTrue
        return $Matches[1] -split '\|'
    }

    $folder = New-TestFolder
    # 8 x 6 pixels, each of a colour of its own; at 400 x 300 each is a square of 50 pixels.
    $values = [byte[]](0..47 | ForEach-Object { 5 * $_ })
    $tiny = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject $values -Width 8 -Height 6) -Colormap viridis
}

Describe 'The viewer' -Skip:$noBrowser {
    It 'shows the whole sheet, each pixel as a square of its colour, and nothing beyond it' {
        $null = $tiny | Merge-Mosaic -Spacing 0 -Destination ([IO.Path]::Join($folder, 'a sheet & more.dzi'))
        $shot = [IO.Path]::Join($folder, 'tiny.png')
        $page = [IO.Path]::Join($folder, 'a sheet & more.html')
        Save-Screenshot $page $shot
        $picture = Read-Png $shot
        $picture.Width, $picture.Height | Should -Be 400, 300
        $bytes = $picture.RgbBytes
        $colors = $tiny.ToArray()
        $wrong = 0
        # The line of text in the lower left corner covers a part.
        for ($y = 0; $y -lt 260; $y += 3) {
            $row = [int][Math]::Floor($y / 50)
            foreach ($x in 0, 1, 24, 48, 49, 50, 51, 99, 100, 149, 150, 199, 200, 249, 250, 299, 300, 349, 350, 398, 399) {
                $at = 3 * ($y * 400 + $x)
                $column = [int][Math]::Floor($x / 50)
                foreach ($b in 0..2) { $wrong += $bytes[$at + $b] -ne $colors[$row, $column, $b] }
            }
        }
        $wrong | Should -Be 0
    }

    It 'runs its own script and style alone, and takes pictures from beside it alone' {
        $page = [IO.Path]::Join($folder, 'a sheet & more.html')
        $text = [IO.File]::ReadAllText($page)
        $policy = [Net.WebUtility]::HtmlDecode([regex]::Match($text, 'http-equiv="Content-Security-Policy" content="([^"]*)"').Groups[1].Value)
        foreach ($part in 'style', 'script') {
            $inside = [regex]::Match($text, "<$part>(.*?)</$part>", 'Singleline').Groups[1].Value
            $hash = [Convert]::ToBase64String([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($inside)))
            $policy | Should -BeLike "*$part-src 'sha256-$hash';*"
        }
        $policy | Should -BeLike "default-src 'none'; img-src data: 'self' file:; *base-uri 'none'; form-action 'none'"
        $copy = [IO.Path]::ChangeExtension($page, 'foreign.html')
        [IO.File]::WriteAllText($copy, $text.Replace('</body>', '<script>document.body.dataset.ran = "yes"</script><img src="http://127.0.0.1:9/x.png"></body>'))
        $result = Invoke-Browser $copy '--dump-dom'
        $result.Document | Should -Not -Match 'data-ran'
        @($result.Console | Where-Object { $_ -match 'Content Security Policy' }).Count | Should -Be 2
    }

    It 'centres a sheet of another shape on the ground, without a trace of it beyond its edge' {
        $null = ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([byte[]](0..29)) -Width 10 -Height 3) -Colormap turbo | Merge-Mosaic -Spacing 0 -Destination ([IO.Path]::Join($folder, 'wide.dzi'))
        $shot = [IO.Path]::Join($folder, 'wide.png')
        Save-Screenshot ([IO.Path]::Join($folder, 'wide.html')) $shot
        $bytes = (Read-Png $shot).RgbBytes
        # 40 times as large: rows 90 to 209.
        foreach ($y in 0, 89, 210, 250) { $bytes[(3 * ($y * 400 + 200))..(3 * ($y * 400 + 200) + 2)] | Should -Be 0x2b, 0x2b, 0x2b }
        foreach ($y in 90, 209) { $bytes[3 * ($y * 400 + 200)] | Should -Not -Be 0x2b }
    }

    It 'zooms about the pointer, pans, and takes keys; without errors or a network' {
        $null = 1..4 | ForEach-Object { $tiny } | Merge-Mosaic -TileSize 300, 300 -Spacing 0 -ColumnCount 2 -Resample Nearest -Destination ([IO.Path]::Join($folder, 'large.dzi'))
        $said = Invoke-Page ([IO.Path]::Join($folder, 'large.html')) @'
say(); said.push(canvas.width + ' ' + canvas.height);
key('1'); say();
point('pointerdown', 100, 100); point('pointermove', 70, 120); point('pointerup', 70, 120); say();
wheel(-500 * Math.log(4), 100, 50); say();
key('ArrowRight'); say();
key('0'); say();
point('pointerdown', 100, 50, 1); point('pointerdown', 300, 50, 2); point('pointermove', 400, 50, 2); say();
'@
        # The sheet has 600 x 450 pixels. The window has its own bars, so that the page tells what is left.
        [double]$width, [double]$height = $said[1] -split ' '
        $scale = [Math]::Min($width / 600, $height / 450)
        $whole = '{0:F3} {1:F3} {2:F3}' -f (300 - $width / $scale / 2), (225 - $height / $scale / 2), $scale
        $said[0] -replace '-0.000', '0.000' | Should -Be ($whole -replace '-0.000', '0.000')
        # 100 % keeps the middle.
        $left, $top = (300 - $width / 2), (225 - $height / 2)
        $said[2] | Should -Be ('{0:F3} {1:F3} 1.000' -f $left, $top)
        $said[3] | Should -Be ('{0:F3} {1:F3} 1.000' -f ($left + 30), ($top - 20))
        # What lay under the pointer still does: 100 and 50 pixels of the screen are a quarter as many of the sheet.
        $said[4] | Should -Be ('{0:F3} {1:F3} 4.000' -f ($left + 105), ($top + 17.5))
        $said[5] | Should -Be ('{0:F3} {1:F3} 4.000' -f ($left + 125), ($top + 17.5))
        $said[6] | Should -Be $said[0]
        [double]($said[7] -split ' ')[2] / $scale | Should -BeGreaterThan 1.4
        $said[8] | Should -Be '0'
    }

    It 'shows pixels as squares when zoomed past 1:1' {
        $page = [IO.Path]::Join($folder, 'large.html')
        $copy = [IO.Path]::ChangeExtension($page, 'zoomed.html')
        [IO.File]::WriteAllText($copy, (Read-Page $page).Replace('</body>', '<script>addEventListener("load", () => { show(1); zoom(20, canvas.width / 2, canvas.height / 2); });</script></body>'))
        $shot = [IO.Path]::Join($folder, 'zoomed.png')
        Save-Screenshot $copy $shot
        $colors = [Collections.Generic.HashSet[string]]::new()
        $bytes = (Read-Png $shot).RgbBytes
        for ($y = 0; $y -lt 260; $y += 4) { for ($x = 0; $x -lt 400; $x += 3) { $at = 3 * ($y * 400 + $x); $null = $colors.Add("$($bytes[$at]),$($bytes[$at + 1]),$($bytes[$at + 2])") } }
        # Twenty by fifteen pixels around the place where four images meet: no colour but theirs, and the background's.
        $known = @($tiny.ToArray())
        foreach ($color in $colors) {
            $found = $color -eq '255,255,255'
            for ($i = 0; $i -lt $known.Count -and -not $found; $i += 3) { $found = $color -eq "$($known[$i]),$($known[$i + 1]),$($known[$i + 2])" }
            $found | Should -BeTrue -Because $color
        }
        $colors.Count | Should -BeGreaterThan 3
    }
}
