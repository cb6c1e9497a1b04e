# What the build does with assemblies: change detection, copying, and the check of the manifest's lists.

# A text that changes when a source file, a project file, a script that compiles or the text given changes.
function Get-SourceStamp {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $Text
    )

    $hash = [Security.Cryptography.IncrementalHash]::CreateHash('SHA256')
    $hash.AppendData([Text.Encoding]::UTF8.GetBytes($Text))
    $options = [IO.EnumerationOptions]@{ RecurseSubdirectories = $true }
    $files = @(
        [IO.Directory]::EnumerateFiles($Root, 'Directory.*.props')
        [IO.Directory]::EnumerateFiles($Root, 'global.json')
        [IO.Directory]::EnumerateFiles($Root, '.editorconfig')
        'Assembly.ps1', 'NativeLibrary.ps1', 'Packages.ps1', 'ReadyToRun.ps1' | ForEach-Object { [IO.Path]::Join($Root, 'tools', 'build', $_) }
        [IO.Directory]::EnumerateFiles([IO.Path]::Join($Root, 'src'), '*', $options)
    )
    foreach ($file in $files | Where-Object { $_.Substring($Root.Length) -notmatch '[\\/](bin|obj)[\\/]' } | Sort-Object) {
        $hash.AppendData([Text.Encoding]::UTF8.GetBytes($file.Substring($Root.Length)))
        $hash.AppendData([IO.File]::ReadAllBytes($file))
    }

    return [Convert]::ToHexString($hash.GetHashAndReset())
}

# Copies a published folder without what a module does not need, and removes what an earlier build left.
function Copy-PublishedAssembly {
    param(
        [Parameter(Mandatory)] [string] $Source,
        [Parameter(Mandatory)] [string] $Destination,
        [Parameter(Mandatory)] [string[]] $Runtime
    )

    Remove-Item -LiteralPath $Destination -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory -Path $Destination -Force
    foreach ($file in Get-ChildItem -LiteralPath $Source -File) {
        if ($file.Extension -eq '.dll' -and $file.BaseName -ne 'System.Management.Automation') {
            Copy-Item -LiteralPath $file.FullName -Destination $Destination
        }
    }

    Copy-Item -LiteralPath ([IO.Path]::Join($Source, 'licences')) -Destination $Destination -Recurse
    foreach ($name in $Runtime) {
        $native = [IO.Path]::Join($Source, 'runtimes', $name, 'native')
        if (Test-Path -LiteralPath $native) {
            $target = New-Item -ItemType Directory -Path ([IO.Path]::Join($Destination, 'runtimes', $name, 'native')) -Force
            Get-ChildItem -LiteralPath $native -File | Where-Object Extension -notin '.pdb', '.dbg', '.xml', '.txt', '.json' |
                Copy-Item -Destination $target
            Get-ChildItem -LiteralPath $target -Filter 'Magick.Native-*.so' | ForEach-Object { Clear-BuilderPath $_.FullName }
        }
    }
}

# The cmdlets of an assembly and their aliases, read from its metadata: loading it would lock the file.
function Get-AssemblyCmdlet {
    param([Parameter(Mandatory)] [string] $AssemblyPath)

    $stream = [IO.File]::OpenRead($AssemblyPath)
    $portable = [Reflection.PortableExecutable.PEReader]::new($stream)
    try {
        $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($portable)
        foreach ($typeHandle in $metadata.TypeDefinitions) {
            $type = $metadata.GetTypeDefinition($typeHandle)
            $cmdlet = [ordered]@{ Name = $null; Aliases = @() }
            foreach ($attributeHandle in $type.GetCustomAttributes()) {
                $attribute = $metadata.GetCustomAttribute($attributeHandle)
                if ($attribute.Constructor.Kind -ne [Reflection.Metadata.HandleKind]::MemberReference) { continue }
                $parent = $metadata.GetMemberReference([Reflection.Metadata.MemberReferenceHandle]$attribute.Constructor).Parent
                if ($parent.Kind -ne [Reflection.Metadata.HandleKind]::TypeReference) { continue }
                $attributeType = $metadata.GetTypeReference([Reflection.Metadata.TypeReferenceHandle]$parent)
                $value = $metadata.GetBlobReader($attribute.Value)
                $null = $value.ReadUInt16() # the prolog, 0x0001
                switch ($metadata.GetString($attributeType.Name)) {
                    'CmdletAttribute' { $cmdlet.Name = "$($value.ReadSerializedString())-$($value.ReadSerializedString())" }
                    'AliasAttribute' { $cmdlet.Aliases = @(for ($left = $value.ReadInt32(); $left -gt 0; $left--) { $value.ReadSerializedString() }) }
                }
            }

            if ($cmdlet.Name) { [pscustomobject]$cmdlet }
        }
    }
    finally {
        $portable.Dispose()
        $stream.Dispose()
    }
}

# Throws unless the manifest exports exactly the cmdlets and aliases of the assembly.
function Assert-CmdletList {
    param(
        [Parameter(Mandatory)] [hashtable] $Manifest,
        [Parameter(Mandatory)] [string] $AssemblyPath
    )

    $cmdlets = @(Get-AssemblyCmdlet $AssemblyPath)
    $lists = @{
        CmdletsToExport = @($cmdlets | ForEach-Object Name)
        AliasesToExport = @($cmdlets | ForEach-Object Aliases)
    }
    foreach ($list in $lists.GetEnumerator()) {
        $actual = @($list.Value | Where-Object { $_ })
        $missing = @($actual | Where-Object { $_ -notin $Manifest[$list.Key] })
        $extra = @($Manifest[$list.Key] | Where-Object { $_ -notin $actual })
        if ($missing.Count + $extra.Count -gt 0) {
            throw "$($list.Key) in HeatmapPS.psd1 does not match the assembly: missing ($($missing -join ', ')), without code ($($extra -join ', ')). Correct the list."
        }
    }
}
