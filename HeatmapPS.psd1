@{
    # The one place of the version: the build passes it on to the assemblies and the package.
    ModuleVersion        = '0.1.0'
    GUID                 = 'fca3d64e-dec8-4224-8b73-a9e8c607b3a7'
    RootModule           = 'HeatmapPS.psm1'
    Author               = 'HeatmapPS maintainers'
    CompanyName          = 'HeatmapPS maintainers'
    Copyright            = '(c) HeatmapPS maintainers. MIT licence.'
    Description          = 'Turns grey-scale images of any bit depth (PNG, TIFF, float TIFF, thermal camera frames, NumPy arrays) into false-colour heatmaps in a PowerShell pipeline, exactly and fast.'

    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')

    # Explicit lists keep command discovery fast; the build fails when they differ from the assembly.
    CmdletsToExport      = @(
        'Add-Annotation'
        'Add-Colorbar'
        'Compare-HeatmapImage'
        'Convert-ColorSpace'
        'ConvertFrom-Heatmap'
        'ConvertTo-Grayscale'
        'ConvertTo-Heatmap'
        'ConvertTo-HeatmapGrid'
        'Export-Colormap'
        'Export-HeatmapImage'
        'Export-HeatmapVideo'
        'Get-Colormap'
        'Get-HeatmapFormat'
        'Get-HeatmapScale'
        'Import-Colormap'
        'Import-HeatmapImage'
        'Import-HeatmapVideo'
        'Measure-Heatmap'
        'New-Colormap'
        'New-HeatmapSession'
        'Optimize-Contrast'
        'Resize-HeatmapImage'
        'Export-HeatmapReport'
        'Show-Heatmap'
        'Merge-Blend'
        'Merge-Darken'
        'Merge-Lighten'
        'Merge-Mosaic'
        'Merge-Overlay'
        'Merge-Stack'
    )
    AliasesToExport      = @()
    FunctionsToExport    = @()
    VariablesToExport    = @()

    TypesToProcess       = @('HeatmapPS.Types.ps1xml')
    FormatsToProcess     = @('HeatmapPS.Format.ps1xml')

    PrivateData          = @{
        PSData = @{
            Tags         = @(
                'heatmap', 'colormap', 'image', 'grayscale', 'falsecolor', 'pseudocolor', 'thermal', 'infrared'
                'tiff', 'png', 'numpy', 'matplotlib', 'opencv', 'libvips', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
            )
            LicenseUri   = 'https://opensource.org/license/mit'

            # The build puts the version's section of CHANGELOG.md here.
            ReleaseNotes = ''
        }
    }
}
