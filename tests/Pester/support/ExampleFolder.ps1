# The folder that the examples of the help pages run in. Dot-source it after common.ps1.

# A folder of samples that was made before, to copy instead of making another.
$exampleFolder = $null

# What the examples are about: the files that docs/scripts/New-SampleImages.ps1 writes.
function New-ExampleFolder {
    $folder = New-TestFolder
    if ($exampleFolder) {
        Copy-Item -Path ([IO.Path]::Join($exampleFolder, '*')) -Destination $folder -Recurse
    }
    else {
        $null = & ([IO.Path]::Join($repositoryRoot, 'docs', 'scripts', 'New-SampleImages.ps1')) -Destination $folder
    }

    return $folder
}
