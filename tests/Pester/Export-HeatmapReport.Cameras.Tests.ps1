# Export-HeatmapReport: the cameras of ordinary photos, in files of Pillow.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPillow = -not (Find-Python 'PIL')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'Messages.ps1'))
}

Describe 'The camera of a photo' -Skip:$noPillow {
    It 'is shown, and nothing in its name does anything' {
        $folder = New-TestFolder
        Invoke-Python -Module PIL -Argument $folder -Code @'
import sys
from PIL import Image
def save(name, maker, model):
    image = Image.new("L", (20, 10), 120)
    exif = image.getexif()
    exif[271], exif[272] = maker, model
    if name.endswith("tif"):
        exif[306] = "2024:05:01 13:45:02"
    else:
        exif[0x8769] = {0x9003: "2024:05:01 13:45:02"}
    image.save(sys.argv[1] + "/" + name, exif=exif)
save("1.jpg", "Canon", "Canon EOS 5D")
save("2.tif", "NIKON CORPORATION", "NIKON D850")
save("3.jpg", "<script>alert(1)</script>", "\"' onload=x \x1b]0;a\x07\r\nBcc: a@example.org")
save("4.jpg", "x" * 9000, "y" * 9000)
'@
        $html, $mail = "$folder/report.html", "$folder/report.eml"
        Get-ChildItem "$folder/*" -Include *.jpg, *.tif | Export-HeatmapReport $html
        [regex]::Matches([IO.File]::ReadAllText($html), '<p class="taken">Taken 2024-05-01 13:45:02, local time of the camera with (.*?)</p>').ForEach({ [Net.WebUtility]::HtmlDecode($_.Groups[1].Value) }) |
            Should -Be 'Canon EOS 5D', 'NIKON D850', "<script>alert(1)</script> `"' onload=x ␛]0;a␇␍␊Bcc: a@example.org", ('x' * 63 + '…')
        [IO.File]::ReadAllText($html) | Should -Not -Match '<script>alert|[\x00-\x08\x0B\x0C\x0E-\x1F]'
        Get-ChildItem "$folder/3.jpg" | Export-HeatmapReport $mail
        Read-MessageText $mail text/plain | Should -Match "with <script>alert\(1\)</script> `"' onload=x ␛\]0;a␇␍␊Bcc: a@example.org"
        Read-MessageText $mail | Should -Not -Match '<script'
        [IO.File]::ReadAllText($mail) | Should -Not -Match '(?m)^Bcc'
    }
}
