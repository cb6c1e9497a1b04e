<#
.SYNOPSIS
    Checks whether anything in a folder of images is too hot, writes a report, mails it if you like, and reports by its exit code.

.DESCRIPTION
    For a scheduled task. Exit codes: 0 nothing is too hot; 2 something is; 1 files could not be read, the report could not be
    written, or the mail could not be sent. PowerShell itself exits with 1 when a parameter is wrong. Heat takes precedence over
    broken files: the exit code is then 2, and the report has everything that could be read.

.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Test-HotSpot.ps1 -Path '/srv/thermal/*.jpg' -Above 80 -Report /srv/reports/today.html

.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Test-HotSpot.ps1 -Path D:\thermal\*.jpg -Above 80 -Report D:\reports\today.html -SmtpServer mail.example.com -From lab@example.com -To crew@example.com
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    # Images. Wildcards are allowed; a file that exists is taken literally, even if its name has brackets.
    [Parameter(Mandatory)]
    [string[]] $Path,

    # The value from which something is too hot, in the images' unit.
    [Parameter(Mandatory)]
    [double] $Above,

    # The report, an HTML file. An older one is replaced, whole or not at all.
    [Parameter(Mandatory)]
    [string] $Report,

    # Mail with the report's pictures, when something is too hot.
    [string] $SmtpServer,
    [int] $Port = 25,
    [string] $From,
    [string[]] $To,

    # More images: a shell that expands /srv/thermal/*.jpg itself gives the first file to -Path, and the others here.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $More = @()
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

function Send-Report([object[]] $Image, [string] $Subject, [hashtable] $Mail) {
    $folder = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    $null = New-Item -ItemType Directory -Path $folder
    $message = [Net.Mail.MailMessage]::new()
    $client = [Net.Mail.SmtpClient]::new($Mail.Server, $Mail.Port)
    try {
        $page = Join-Path $folder 'mail.html'
        $parts = $Image | Export-HeatmapReport -Path $page -As Mail -Title $Subject -ThresholdAbove $Mail.Above -PictureSize 640 -PassThru
        $message.From = $Mail.From
        $Mail.To | ForEach-Object { $message.To.Add($_) }
        $message.Subject = $Subject
        $view = [Net.Mail.AlternateView]::CreateAlternateViewFromString((Get-Content -LiteralPath $page -Raw), [Text.Encoding]::UTF8, 'text/html')
        foreach ($part in $parts | Where-Object { $_.PSObject.Properties['ContentId'] }) {
            $picture = [Net.Mail.LinkedResource]::new($part.Path, 'image/png')
            $picture.ContentId = $part.ContentId
            $view.LinkedResources.Add($picture)
        }

        $message.AlternateViews.Add($view)
        $client.Send($message)
    }
    finally {
        $message.Dispose()
        $client.Dispose()
        Remove-Item -LiteralPath $folder -Recurse -Force
    }
}

try {
    Import-Module -Name HeatmapPS
    $failed = @()
    $names = $Path + $More
    # A file that is gone by now, or a pattern that matches none, must not hide the others.
    $files = @(foreach ($name in $names) {
            $how = (Test-Path -LiteralPath $name) ? @{ LiteralPath = $name } : @{ Path = $name }
            Get-Item @how -ErrorVariable +failed -ErrorAction SilentlyContinue
        })
    if ($files.Count -eq 0) { throw "there is no file like $($names -join ', ')." }
    $measures = @($files | Measure-Heatmap -ErrorVariable +failed -ErrorAction SilentlyContinue)
    $hot = @($measures | Where-Object Maximum -GE $Above)
    $title = "$($hot.Count) of $($measures.Count) images reach $Above, $([DateTime]::Now.ToString('yyyy-MM-dd HH:mm'))"
    $notes = @($failed | ForEach-Object { $_.Exception.Message } | Select-Object -Unique)
    $options = @{ Path = $Report; Title = $title; ThresholdAbove = $Above; SharedScale = $true; Colormap = 'inferno'; Force = $true }
    if ($notes) { $options.Note = $notes }
    $measures | ForEach-Object { Get-Item -LiteralPath $_.Path } | Export-HeatmapReport @options

    foreach ($measure in $hot | Sort-Object Maximum -Descending) {
        Write-Output ('{0}: {1:N1} {2}' -f $measure.Path, $measure.Maximum, $measure.Unit)
    }

    foreach ($note in $notes) { Write-Warning $note }
    if ($hot -and $SmtpServer) {
        $mail = @{ Server = $SmtpServer; Port = $Port; From = $From; To = $To; Above = $Above }
        Send-Report -Image (Get-Item -LiteralPath $hot.Path) -Subject $title -Mail $mail
    }
}
catch {
    [Console]::Error.WriteLine("Test-HotSpot: $_")
    exit 1
}

exit $($hot ? 2 : $failed ? 1 : 0)
