# A reader of mail messages that owes nothing to the module: enough of MIME for what a report is. Dot-source it after common.ps1.

# The parts of a message in its order, each with Type, Id and Bytes, and Text where it is text.
function Read-Message([string] $Path) {
    $source = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($Path))
    foreach ($piece in $source -split '(?m)^--=_heatmap_[0-9a-f]+_[12](?:--)?\r\n' | Select-Object -Skip 1) {
        $head, $body = $piece -split '\r\n\r\n', 2
        $head = $head -replace '\r\n ', ' '
        if ($head -notmatch '(?m)^Content-Type: ([^;\r]+)' -or $Matches[1] -like 'multipart/*') { continue }
        $part = [pscustomobject]@{ Type = $Matches[1].Trim(); Id = $null; Bytes = $null; Text = $null }
        if ($head -match '(?m)^Content-ID: <(.*)>') { $part.Id = $Matches[1] }
        if ($head -match 'Content-Transfer-Encoding: base64') {
            $part.Bytes = [Convert]::FromBase64String($body)
        }
        else {
            # The line end before the next boundary belongs to the boundary.
            $plain = [regex]::Replace(($body -replace '\r\n\z' -replace '=\r\n'), '=([0-9A-F]{2})', { [string][char][Convert]::ToInt32($args[0].Groups[1].Value, 16) })
            $part.Bytes = [Text.Encoding]::Latin1.GetBytes($plain)
            $part.Text = [Text.Encoding]::UTF8.GetString($part.Bytes)
        }

        $part
    }
}

# The HTML of a message, or its plain text.
function Read-MessageText([string] $Path, [string] $Type = 'text/html') {
    return (Read-Message $Path | Where-Object Type -EQ $Type).Text
}
