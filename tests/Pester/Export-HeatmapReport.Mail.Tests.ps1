# Export-HeatmapReport -As Mail: a message that can be sent, as Python's email package reads it; hostile names; addresses.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPython = -not (Find-Python 'email')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'Messages.ps1'))

    function New-Field([int] $Seed = 1, [double] $Minimum = 0, [double] $Maximum = 1000, [int] $Width = 24, [int] $Height = 16) {
        $frame = New-TestFrame Noise $Width $Height -Type ([ushort]) -Minimum $Minimum -Maximum $Maximum -Seed $Seed
        return Import-HeatmapImage -InputObject $frame.Data -Width $Width -Height $Height
    }

    function New-MessagePath { return [IO.Path]::Join((New-TestFolder), 'report.eml') }

    # What Python's email package finds: headers, addresses, parts with their decoded contents, and all defects.
    function Read-WithPython([string] $Path) {
        $json = Invoke-Python -Module 'email' -Argument $Path -Code @'
import email, email.policy, hashlib, json, sys
with open(sys.argv[1], 'rb') as file:
    message = email.message_from_binary_file(file, policy=email.policy.default)
def addresses(name):
    return [[a.display_name, a.addr_spec] for a in message[name].addresses] if message[name] else []
parts = []
for part in message.walk():
    body = None if part.is_multipart() else part.get_payload(decode=True)
    parts.append({
        'type': part.get_content_type(), 'charset': part.get_content_charset(), 'disposition': part.get_content_disposition(),
        'file': part.get_filename(), 'id': part['Content-ID'], 'encoding': part['Content-Transfer-Encoding'],
        'text': part.get_content() if part.get_content_maintype() == 'text' else None,
        'hash': hashlib.sha256(body).hexdigest().upper() if body else None})
defects = [str(d) for part in message.walk() for d in part.defects] + [str(d) for v in message.values() for d in getattr(v, 'defects', [])]
print(json.dumps({
    'headers': message.keys(), 'subject': message['Subject'], 'from': addresses('From'), 'to': addresses('To'), 'cc': addresses('Cc'),
    'date': message['Date'].datetime.isoformat(), 'id': message['Message-ID'], 'parts': parts, 'defects': defects}))
'@
        return $json | ConvertFrom-Json
    }

    # Bytes of the file that no server refuses: ASCII, lines of at most 78 characters that end in CR LF.
    function Assert-Sendable([string] $Path) {
        $bytes = [IO.File]::ReadAllBytes($Path)
        @($bytes | Where-Object { $_ -gt 126 -or ($_ -lt 32 -and $_ -notin 10, 13) }).Count | Should -Be 0
        $text = [Text.Encoding]::ASCII.GetString($bytes)
        $text -replace "`r`n" | Should -Not -Match '[\r\n]'
        ($text -split "`r`n" | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 78
        $text | Should -Match '\r\n\z'
    }
}

Describe 'A message' {
    BeforeAll {
        $path = New-MessagePath
        $cool, $hot = (New-Field 1 200 300), (New-Field 2 200 900 -Width 500 -Height 60)
        $file = $cool, $hot | Export-HeatmapReport $path -As Mail -ThresholdAbove 800 -From 'Wärme Büro <lab@example.org>' -To 'crew@example.com', '"Last, First" <x@bücher.example>' -Cc 'boss@example.com' -Subject 'Halle 3: 1 Bild über 800 °C' -Note 'Zeile = Ω', '. dot', 'From here' -PassThru
        $parts = Read-Message $path
        $html, $text = (Read-MessageText $path), (Read-MessageText $path text/plain)
        $before = [DateTimeOffset]::Now
    }

    It 'is one file, which -PassThru gives' {
        $file | Should -BeOfType ([IO.FileInfo])
        $file.FullName | Should -Be $path
        (Get-ChildItem -LiteralPath (Split-Path $path) -Force).Name | Should -Be 'report.eml'
    }

    It 'is the text, and the HTML with its pictures' {
        $parts.Type | Should -Be 'text/plain', 'text/html', 'image/png', 'image/png'
        [regex]::Matches($html, 'src="([^"]*)"').ForEach({ $_.Groups[1].Value }) | Should -Be @($parts.Id | Where-Object { $_ } | ForEach-Object { "cid:$_" })
    }

    It 'holds each picture with its colorbar, in the colours of Add-Colorbar' {
        $png = [IO.Path]::Join((New-TestFolder), 'part.png')
        # What reaches the threshold comes first. It is large enough to be shown as it is.
        [IO.File]::WriteAllBytes($png, $parts[2].Bytes)
        $expected = [IO.Path]::Join((Split-Path $png), 'expected.png')
        $hot | ConvertTo-Heatmap | Add-Colorbar | Export-HeatmapImage $expected
        Compare-HeatmapImage $png $expected | ForEach-Object RootMeanSquareError | Should -Be 0
        [IO.File]::WriteAllBytes($png, $parts[3].Bytes)
        (Read-Png $png).Width | Should -BeGreaterThan 480
    }

    It 'has only what mail programs show' {
        $html | Should -Not -Match '<script|<style|<svg|<link|data:|class=|https?:'
        $html | Should -Match 'reaches the upper threshold of 800'
    }

    It 'has the numbers as text' {
        $measured = $hot | Measure-Heatmap
        $text | Should -Match '(?m)^image: above\r?$'
        $text | Should -Match "(?m)^  Maximum: $($measured.Maximum)\r?$"
        $text | Should -Match "(?m)^  Hot spot: x $($measured.HotSpotX), y $($measured.HotSpotY)\r?$"
        $text | Should -Match '(?m)^\. dot\r?$'
        $text | Should -Match '(?m)^From here\r?$'
        $text | Should -Match 'Zeile = Ω'
    }

    It 'is of ASCII in short lines, with nothing at their beginning that means something to servers' {
        Assert-Sendable $path
        [IO.File]::ReadAllText($path) -split "`r`n" | Where-Object { $_ -match '^(\.|From )' } | Should -BeNullOrEmpty
    }

    It 'reads the same in Python: headers, parts, and pictures byte for byte' -Skip:$noPython {
        $read = Read-WithPython $path
        $read.defects | Should -BeNullOrEmpty
        $read.headers | Should -Be 'From', 'To', 'Cc', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type'
        $read.subject | Should -Be 'Halle 3: 1 Bild über 800 °C'
        "$($read.from[0])" | Should -Be 'Wärme Büro lab@example.org'
        $read.to | ForEach-Object { "$_" } | Should -Be ' crew@example.com', 'Last, First x@xn--bcher-kva.example'
        $read.cc[0][1] | Should -Be 'boss@example.com'
        [Math]::Abs(([DateTimeOffset]$read.date - $before).TotalMinutes) | Should -BeLessThan 10
        $read.id | Should -Match '^<[0-9a-f]{32}@example\.org>$'
        $read.parts.type | Should -Be 'multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png', 'image/png'
        $read.parts[3].text.Trim() -replace '\r' | Should -Be ($html.Trim() -replace '\r')
        $read.parts[1].text.Trim() -replace '\r' | Should -Be ($text.Trim() -replace '\r')
        foreach ($i in 0, 1) {
            $picture = $read.parts[4 + $i]
            $picture.disposition, $picture.file, $picture.encoding | Should -Be 'inline', 'image.png', 'base64'
            $picture.id | Should -Be "<$($parts[2 + $i].Id)>"
            $picture.hash | Should -Be ([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($parts[2 + $i].Bytes)))
        }
    }

    It 'shares no id with another' {
        $other = New-MessagePath
        $cool | Export-HeatmapReport $other
        (Read-Message $other).Id | Where-Object { $_ } | Should -Not -BeIn $parts.Id
    }
}

Describe 'A message in general' {
    It 'follows from a path that ends in .eml, and is a draft without addresses' {
        $path = New-MessagePath
        New-Field | Export-HeatmapReport $path -Title 'Night run'
        $head = ([IO.File]::ReadAllText($path) -split "`r`n`r`n")[0]
        $head | Should -Match '(?m)^Subject: Night run\r$'
        $head | Should -Match '(?m)^X-Unsent: 1\r$'
        $head | Should -Not -Match '(?m)^(From|To|Cc):'
        New-Field | Export-HeatmapReport $path -Force -From a@example.com -Cc b@example.com
        [IO.File]::ReadAllText($path) | Should -Not -Match 'X-Unsent'
    }

    It 'shows at most 640 pixels of a side, unless -PictureSize says otherwise' {
        $path = New-MessagePath
        $wide = New-Field 1 0 1000 -Width 900 -Height 10
        $wide | Export-HeatmapReport $path
        Read-MessageText $path | Should -Match 'Reduced from 900 × 10 to 640 × 7 pixels'
        $wide | Export-HeatmapReport $path -PictureSize 0 -Force
        Read-MessageText $path | Should -Not -Match 'Reduced'
    }

    It 'of measurements has no pictures' -Skip:$noPython {
        $path = New-MessagePath
        New-Field | Measure-Heatmap | Export-HeatmapReport $path
        $read = Read-WithPython $path
        $read.defects | Should -BeNullOrEmpty
        $read.parts.type | Should -Be 'multipart/alternative', 'text/plain', 'text/html'
    }

    It 'that servers refuse for its size is a warning' {
        $path = New-MessagePath
        $bytes = [byte[]]::new(4400 * 4400)
        [Random]::new(1).NextBytes($bytes)
        Import-HeatmapImage -InputObject $bytes -Width 4400 -Height 4400 | Export-HeatmapReport $path -PictureSize 0 -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match "^The message 'report\.eml' has \d+ MB, which many mail servers refuse\. Use a smaller -PictureSize, or fewer images\.$"
    }

    It 'is not written with -WhatIf, nor over another without -Force' {
        $path = New-MessagePath
        New-Field | Export-HeatmapReport $path -WhatIf
        Get-ChildItem (Split-Path $path) -Force | Should -BeNullOrEmpty
        [IO.File]::WriteAllText($path, 'old')
        { New-Field | Export-HeatmapReport $path } | Should -Throw -ErrorId 'OutputExists,*'
        [IO.File]::ReadAllText($path) | Should -Be 'old'
    }
}

Describe 'Hostile texts' -Skip:$noPython {
    It 'become no header: a subject with <Name>' -ForEach @(
        @{ Name = 'line ends'; Subject = "Hot`r`nBcc: thief@example.net`r`n`r`n<b>body</b>"; Expected = 'Hot Bcc: thief@example.net <b>body</b>' }
        @{ Name = 'an encoded word'; Subject = '=?utf-8?Q?=0D=0ABcc:_thief@example.net?='; Expected = '=?utf-8?Q?=0D=0ABcc:_thief@example.net?=' }
        @{ Name = 'control characters'; Subject = "a`0b`u{7f}c`u{85}d"; Expected = "a`u{2400}b`u{2421}c`u{fffd}d" }
        @{ Name = 'a turned direction'; Subject = "photo`u{202e}gpj.exe"; Expected = "photo`u{fffd}gpj.exe" }
        @{ Name = 'a thousand characters'; Subject = 'Ofen 🔥 ' * 125; Expected = ('Ofen 🔥 ' * 125).Trim() }
        @{ Name = 'a thousand plain characters'; Subject = 'x' * 1000; Expected = 'x' * 1000 }
        @{ Name = 'half a character'; Subject = "a`u{d83d}b"; Expected = "a`u{fffd}b" }
    ) {
        $path = New-MessagePath
        New-Field | Export-HeatmapReport $path -Subject $Subject -From a@example.com -To b@example.com
        Assert-Sendable $path
        $read = Read-WithPython $path
        $read.defects | Should -BeNullOrEmpty
        $read.headers | Should -Be 'From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type'
        $read.subject | Should -Be $Expected
    }

    It 'become no header: a title, notes and names of people' {
        $path = New-MessagePath
        New-Field | Export-HeatmapReport $path -Title "T`r`nX-Evil: 1" -Note "n`r`n.`r`nQUIT", '--=_heatmap_1' -From '"a\" <x@evil.example>, b" <a@example.com>' -To "`"$('Ω' * 200)`" <b@example.com>"
        Assert-Sendable $path
        $read = Read-WithPython $path
        $read.defects | Should -BeNullOrEmpty
        $read.headers | Should -Not -Contain 'X-Evil'
        $read.subject | Should -Be 'T X-Evil: 1'
        @($read.from).Count | Should -Be 1
        $read.from[0][1] | Should -Be 'a@example.com'
        # Some versions of Python put spaces between the words of a name.
        $read.to[0] -replace ' ' | Should -Be ('Ω' * 200), 'b@example.com'
        $read.parts.type | Should -Be 'multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png'
    }

    It 'become no header, no path and no markup: a file named <Name>' -ForEach @(
        if (-not $IsWindows) {
            @{ Name = "a`r`nContent-ID: <x>`r`n`r`nbody"; Expected = 'a Content-ID_ _x_ body.png' }
            @{ Name = '"; filename="evil.exe'; Expected = '_; filename=_evil.exe.png' }
            @{ Name = '..<img src=x>'; Expected = '_img src=x_.png' }
        }
        @{ Name = 'Wärmebild Halle 3 – Ω'; Expected = 'Wärmebild Halle 3 – Ω.png' }
        @{ Name = '火' * 70; Expected = ('火' * 70) + '.png' }
        @{ Name = "it's 50% {0}; a=b"; Expected = "it's 50% {0}; a=b.png" }
    ) {
        $path = New-MessagePath
        $file = Write-TestPng ([IO.Path]::Join((New-TestFolder), "$Name.png")) 2 1 0, 255
        Get-Item -LiteralPath $file -Force | Export-HeatmapReport $path -From a@example.com -To b@example.com
        Assert-Sendable $path
        $read = Read-WithPython $path
        $read.defects | Should -BeNullOrEmpty
        $read.parts.type | Should -Be 'multipart/alternative', 'text/plain', 'multipart/related', 'text/html', 'image/png'
        $read.parts[-1].file | Should -Be $Expected
        $read.parts[-1].id | Should -Match '^<[0-9a-f]{32}-0001@heatmapps\.invalid>$'
        $read.parts[3].text | Should -Not -Match '<img src=x'
    }
}

Describe 'Errors of a message' {
    It '<Id>: <Name>' -ForEach @(
        @{ Id = 'AddressInvalid'; Name = 'a line end in a recipient'; Parameters = @{ To = "a@example.com`r`nBcc: b@example.com" } }
        @{ Id = 'AddressInvalid'; Name = 'a line end in a name'; Parameters = @{ From = "`"a`nb`" <a@example.com>" } }
        @{ Id = 'AddressInvalid'; Name = 'several in one text'; Parameters = @{ To = 'a@example.com, b@example.com' } }
        @{ Id = 'AddressInvalid'; Name = 'a name without brackets'; Parameters = @{ To = 'a@example.com b@example.com' } }
        @{ Id = 'AddressInvalid'; Name = 'no address'; Parameters = @{ Cc = 'nobody' } }
        @{ Id = 'AddressInvalid'; Name = 'letters that servers refuse'; Parameters = @{ To = 'bücher@example.com' } }
        @{ Id = 'AddressInvalid'; Name = 'a domain that cannot be'; Parameters = @{ To = "a@$('ü' * 70).example" } }
        @{ Id = 'AddressInvalid'; Name = 'too long'; Parameters = @{ To = "a@$('x.' * 200)example" } }
        @{ Id = 'DestinationInvalid'; Name = 'a message in a page'; Parameters = @{ Path = 'report.html'; As = 'Mail' } }
        @{ Id = 'DestinationInvalid'; Name = 'a page in a message'; Parameters = @{ As = 'Document' } }
        @{ Id = 'ParameterConflict'; Name = 'a subject of a page'; Parameters = @{ Path = 'report.html'; Subject = 'x' } }
        @{ Id = 'ParameterConflict'; Name = 'a recipient of a page'; Parameters = @{ Path = 'report.html'; To = 'a@example.com' } }
        @{ Id = 'ParameterConflict'; Name = 'a folder of pictures'; Parameters = @{ PictureFolder = $true } }
    ) {
        $folder = New-TestFolder
        $all = $Parameters.Clone()
        $all['Path'] = [IO.Path]::Join($folder, $Parameters['Path'] ?? 'report.eml')
        { New-Field | Export-HeatmapReport @all } | Should -Throw -ErrorId "$Id,HeatmapPS.Commands.ExportHeatmapReportCommand"
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }
}
