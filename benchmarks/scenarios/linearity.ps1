@{
    Title = 'Time of the other scenarios'' jobs against the number of files, and of pixels: 1×, 4×, 16×; the exponent is 1 where time grows in proportion'
    Run   = {
        param($Scenario, $Context)
        foreach ($file in Get-ChildItem -LiteralPath ([IO.Path]::Join($Context.Root, 'scenarios')) -Filter '*.ps1') {
            $definition = Complete-Scenario (& $file.FullName) $file.BaseName
            if (-not $definition.Growth) { continue }
            $definition.File = $file.FullName
            $definition.Peers = [ordered]@{}
            foreach ($job in $definition.Jobs ? @($definition.Jobs.Keys) : '') {
                foreach ($along in @($definition.Growth['Along'] ?? @('files', 'pixels'))) { Measure-Growth $Scenario $definition $Context $job $along }
            }
        }
    }
}
