function Export-ModuleHelp { param($Root, $StateFolder, $Destination) }
