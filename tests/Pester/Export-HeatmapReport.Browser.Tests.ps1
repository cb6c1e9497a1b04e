# Export-HeatmapReport in headless Chromium, by its DevTools protocol: values under the pointer, keys, sorting, policy.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noBrowser = -not (Find-Browser)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # A picture's element, its place on the screen, and what is read there.
    function Get-Reading([int] $Index) { return $page.Evaluate("document.querySelectorAll('.reading')[$Index].textContent") }

    function Wait-Reading([int] $Index, [string] $Start) {
        $page.WaitFor("document.querySelectorAll('.reading')[$Index].textContent.startsWith('$Start')")
        return Get-Reading $Index
    }

    # Moves the mouse over the middle of a pixel.
    function Move-ToPixel([int] $Index, [int] $X, [int] $Y, [int] $Width, [int] $Height) {
        $picture = "document.querySelectorAll('.picture[tabindex] img')[$Index]"
        $null = $page.Evaluate("$picture.scrollIntoView({ block: 'center', behavior: 'instant' })")
        $box = $page.Evaluate("(({ left, top, width, height }) => [left, top, width, height].join(' '))($picture.getBoundingClientRect())") -split ' '
        $page.MoveTo([double]$box[0] + ($X + 0.5) / $Width * [double]$box[2], [double]$box[1] + ($Y + 0.5) / $Height * [double]$box[3])
    }

    function Set-Focus([string] $Selector, [int] $Index = 0) {
        $null = $page.Evaluate("document.querySelectorAll('$Selector')[$Index].focus()")
    }

    function Get-Order { return ($page.Evaluate("[...document.querySelectorAll('.summary tbody tr')].map(row => row.cells[0].textContent).join(' ')")) }

    if (-not (Find-Browser)) { return }
    $folder = New-TestFolder
    $words = New-TestFrame Noise 40 30 -Minimum 7000 -Maximum 9000
    # Names that are markup; Windows does not allow them.
    $name = $IsWindows ? "a&b';.tif" : '<img src=x onerror=alert(1)>.tif'
    $null = Write-TestTiff ([IO.Path]::Join($folder, $name)) 40 30 @(, $words.Data)
    $field = [float[, ]]::new(500, 1700)
    for ($i = 0; $i -lt 500; $i++) { for ($j = 0; $j -lt 1700; $j += 17) { $field[$i, $j] = [float]($i / 10 - $j / 100) } }
    $field[250, 850] = 21.304688
    $field[251, 850] = [float]::NaN
    $integers = [int[, ]]::new(9, 11)
    $integers[4, 5] = 2000000001
    $path = [IO.Path]::Join($folder, 'report.html')
    @(
        (Import-HeatmapImage -InputObject $field -Unit '°C')
        (Get-Item -LiteralPath ([IO.Path]::Join($folder, $name)))
        (Import-HeatmapImage -InputObject $integers)
    ) | Export-HeatmapReport $path -Title '<script>alert(2)</script>'
    $page = [HeatmapPS.Tests.DevToolsPage]::Open((Find-Browser), $path, 1000, 900)
}

AfterAll {
    if ($page) { $page.Dispose() }
}

Describe 'A report in a browser' -Skip:$noBrowser {
    It 'reads the value under the pointer, also where the picture is enlarged' {
        foreach ($place in (0, 0), (39, 29), (17, 8)) {
            Move-ToPixel 1 $place[0] $place[1] 40 30
            Wait-Reading 1 "x $($place[0]), y $($place[1]):" | Should -Be "x $($place[0]), y $($place[1]): $($words.Grid[$place[1], $place[0]])"
        }
    }

    It 'reads it where the picture is shrunk, with unit, in the decimals that mean something, and without data' {
        $shown = [double]$page.Evaluate("document.querySelectorAll('.picture[tabindex] img')[0].getBoundingClientRect().width")
        $shown | Should -BeLessThan 1000
        Set-Focus '.picture[tabindex]' 0
        $page.Press('ArrowRight', 39)
        Wait-Reading 0 'x 850, y 250' | Should -Be 'x 850, y 250: 21.3 °C'
        $page.Press('ArrowDown', 40)
        Wait-Reading 0 'x 850, y 251' | Should -Be 'x 850, y 251: no data'
        Move-ToPixel 0 1020 400 1700 500
        $page.WaitFor("/^x 10(19|2[01]), y /.test(document.querySelectorAll('.reading')[0].textContent)")
        (Get-Reading 0) -match 'x (\d+), y (\d+): (\S+) °C' | Should -BeTrue
        [double]($Matches[3].Replace('−', '-')) | Should -Be ([Math]::Round($field[[int]$Matches[2], [int]$Matches[1]], 2))
    }

    It 'moves the crosshair by keys, and says where it is' {
        Set-Focus '.picture[tabindex]' 2
        $page.Press('ArrowLeft', 37)
        Wait-Reading 2 'x 5, y 4' | Should -Be 'x 5, y 4: 2000000001'
        $page.Evaluate("document.querySelectorAll('.picture[tabindex]')[2].querySelectorAll('.cross line').length") | Should -Be 4
        $page.Press('ArrowLeft', 37)
        Wait-Reading 2 'x 4, y 4' | Should -Be 'x 4, y 4: 0'
        $page.Press('End', 35)
        Wait-Reading 2 'x 10, y 4' | Should -Be 'x 10, y 4: 0'
        $page.Press('ArrowUp', 38, '', 8)
        Wait-Reading 2 'x 10, y 0' | Should -Be 'x 10, y 0: 0'
        $page.Press('h', 72, 'h')
        Wait-Reading 2 'x 5, y 4' | Should -Be 'x 5, y 4: 2000000001'
        $page.Evaluate("document.querySelectorAll('.reading')[2].ariaLive ?? document.querySelectorAll('.reading')[2].getAttribute('aria-live')") | Should -Be 'polite'
        $page.Press('Escape', 27)
        $page.Evaluate("document.querySelectorAll('.cross').length") | Should -Be 0
        Get-Reading 2 | Should -Be 'Point at the picture to read values.'
    }

    It 'sorts the table by a click and by a key' {
        Get-Order | Should -Be '1 2 3'
        $null = $page.Evaluate('scrollTo(0, 0)')
        $maximum = "[...document.querySelectorAll('.summary thead th')].find(heading => heading.textContent === 'Maximum')"
        $box = $page.Evaluate("(({ left, top }) => left + ' ' + top)($maximum.querySelector('button').getBoundingClientRect())") -split ' '
        $page.Click([double]$box[0] + 5, [double]$box[1] + 5)
        Get-Order | Should -Be '1 2 3' -Because 'the first has a unit, and the others have none'
        $page.Evaluate("$maximum.getAttribute('aria-sort')") | Should -Be 'ascending'
        $null = $page.Evaluate("$maximum.querySelector('button').focus()")
        $page.Press('Enter', 13, "`r")
        Get-Order | Should -Be '1 3 2'
        $page.Evaluate("$maximum.getAttribute('aria-sort')") | Should -Be 'descending'
        $page.Evaluate("document.querySelectorAll('th[aria-sort]:not([aria-sort=none])').length") | Should -Be 1
        foreach ($order in '1 2 3', '3 2 1') {
            $null = $page.Evaluate("document.querySelector('.summary thead button').click()")
            Get-Order | Should -Be $order
        }
    }

    It 'shows hostile names as text' {
        $page.Evaluate("document.querySelectorAll('.image h2')[1].textContent") | Should -Be $name
        $page.Evaluate("document.querySelector('h1').textContent") | Should -Be '<script>alert(2)</script>'
        $page.Evaluate("document.querySelectorAll('img[src=x], main script:not(.field)').length") | Should -Be 0
    }

    It 'fits narrow windows' {
        $page.Resize(360, 700)
        $page.Evaluate('document.documentElement.scrollWidth <= 360') | Should -Be 'true'
        $page.Resize(1000, 900)
    }

    It 'is dark where the system is, and light on paper' {
        $background = "getComputedStyle(document.querySelector('main')).backgroundColor"
        $page.Emulate('dark', '')
        $page.Evaluate($background) | Should -Be 'rgb(20, 23, 26)'
        $page.Emulate('dark', 'print')
        $page.Evaluate($background) | Should -Be 'rgb(255, 255, 255)'
        $page.Emulate('light', '')
        $page.Evaluate($background) | Should -Be 'rgb(255, 255, 255)'
    }

    It 'complains of nothing, and asks for nothing outside' {
        $page.Complaints | Should -BeNullOrEmpty
        $page.Requests.Count | Should -BeGreaterThan 3
        $page.Requests | Where-Object { $_ -notmatch '^(data:|file:)' } | Should -BeNullOrEmpty
    }

    It 'loads pictures from the folder beside it under its policy' {
        $beside = [IO.Path]::Join((New-TestFolder), 'beside & more.html')
        Import-HeatmapImage -InputObject $integers | Export-HeatmapReport $beside -PictureFolder
        $second = [HeatmapPS.Tests.DevToolsPage]::Open((Find-Browser), $beside, 800, 600)
        try {
            $second.Evaluate("document.querySelector('.picture img').naturalWidth") | Should -Be 11
            $second.Complaints | Should -BeNullOrEmpty
            $second.Requests | Where-Object { $_ -like '*_files/0001.png' } | Should -HaveCount 1
        }
        finally {
            $second.Dispose()
        }
    }

    It 'is one of several in a page, as fragments, whose links lead into themselves' {
        $holder = [IO.Path]::Join((New-TestFolder), 'holder.html')
        $parts = foreach ($i in 1, 2) {
            $part = [IO.Path]::Join((New-TestFolder), 'part.html')
            Import-HeatmapImage -InputObject $integers | Export-HeatmapReport $part -As Fragment -Title "Part $i"
            [IO.File]::ReadAllText($part)
        }
        [IO.File]::WriteAllText($holder, "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Two</title><link rel=icon href='data:,'>$($parts -join "`n")</html>")
        $second = [HeatmapPS.Tests.DevToolsPage]::Open((Find-Browser), $holder, 800, 600)
        try {
            foreach ($i in 0, 1) {
                $second.Evaluate("document.querySelectorAll('.heatmap-report')[$i].querySelector('td a, th a').click(); document.querySelector(':target').closest('.heatmap-report').querySelector('h1').textContent") |
                    Should -Be "Part $($i + 1)"
            }
        }
        finally {
            $second.Dispose()
        }
    }

    It 'holds a policy that stops what is not its own' {
        # What makes the tests above mean something: the browser does report violations.
        $image = 'http://192.0.2.1/x.png'
        $blocked = $page.Evaluate("new Promise(done => {
            document.addEventListener('securitypolicyviolation', event => done(event.blockedURI), { once: true });
            document.body.append(Object.assign(new Image(), { src: '$image' }));
        })")
        $blocked | Should -Be $image
        $page.Complaints.Count | Should -BeGreaterThan 0
    }
}
