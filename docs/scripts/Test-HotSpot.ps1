<#
.SYNOPSIS
    Checks a folder of images for hot spots, writes a report, and optionally mails it. The exit code gives the result.

.DESCRIPTION
    Run the script as a scheduled task. Exit codes: 0, nothing is too hot; 2, something is too hot; 1, a file could not be read, the
    report could not be written, or the mail could not be sent. PowerShell itself exits with 1 if a parameter is wrong. A hot spot
    takes precedence over broken files: the exit code is then 2, and the report has all images that could be read.

.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Test-HotSpot.ps1 -Path '/srv/thermal/*.jpg' -Above 80 -Report /srv/reports/today.html

.EXAMPLE
    pwsh -NoProfile -NonInteractive -File Test-HotSpot.ps1 -Path D:\thermal\*.jpg -Above 80 -Report D:\reports\today.html -SmtpServer mail.example.com -From lab@example.com -To crew@example.com
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    # The images. Wildcards are allowed. The name of an existing file is taken literally, even if it contains brackets.
    [Parameter(Mandatory)]
    [string[]] $Path,

    # The limit, in the unit of the images. A value that reaches it is too hot.
    [Parameter(Mandatory)]
    [double] $Above,

    # The report, an HTML file. An existing report is replaced only when the new one is complete.
    [Parameter(Mandatory)]
    [string] $Report,

    # The mail server, port and addresses. Mail with the pictures is sent only if something is too hot.
    [string] $SmtpServer,
    [int] $Port = 25,
    [string] $From,
    [string[]] $To,

    # More options for curl, such as '--ssl-reqd' for a server that asks for encryption, and '--netrc' for one that asks for a password.
    [string[]] $CurlOption = @(),

    # More images. A shell that expands /srv/thermal/*.jpg passes the first file to -Path and the others here.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $More = @()
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# Writes a message and hands it to the mail server. Curl is part of Windows, and a package of every Linux.
function Send-Report([object[]] $Image, [string] $Subject, [hashtable] $Mail) {
    $message = Join-Path ([IO.Path]::GetTempPath()) "$([IO.Path]::GetRandomFileName()).eml"
    try {
        $Image | Export-HeatmapReport -Path $message -Title $Subject -From $Mail.From -To $Mail.To -ThresholdAbove $Mail.Above -SharedScale -Colormap inferno
        $recipients = $Mail.To | ForEach-Object { '--mail-rcpt', ([mailaddress]$_).Address }
        $problem = & $Mail.Curl --silent --show-error --url "smtp://$($Mail.Server):$($Mail.Port)" --mail-from ([mailaddress]$Mail.From).Address @recipients --upload-file $message @($Mail.Option) 2>&1
        if ($LASTEXITCODE -ne 0) { throw "the mail was not sent. $problem" }
    }
    finally {
        Remove-Item -LiteralPath $message -ErrorAction Ignore
    }
}

try {
    Import-Module -Name HeatmapPS
    $failed = @()
    $names = $Path + $More
    # A file that no longer exists, or a pattern without matches, must not hide the others.
    $files = @(foreach ($name in $names) {
            $how = (Test-Path -LiteralPath $name) ? @{ LiteralPath = $name } : @{ Path = $name }
            Get-Item @how -ErrorVariable +failed -ErrorAction SilentlyContinue
        })
    if ($files.Count -eq 0) { throw "no file matches $($names -join ', '). Check -Path." }
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
        $curl = (Get-Command -Name curl -CommandType Application -TotalCount 1).Source
        $mail = @{ Server = $SmtpServer; Port = $Port; From = $From; To = $To; Above = $Above; Curl = $curl; Option = $CurlOption }
        Send-Report -Image (Get-Item -LiteralPath $hot.Path) -Subject $title -Mail $mail
    }
}
catch {
    [Console]::Error.WriteLine("Test-HotSpot: $_")
    exit 1
}

exit $($hot ? 2 : $failed ? 1 : 0)
