# The conditions under which a test may be skipped: one list. Invoke-Tests.ps1 asks each condition of a skipped test again after the
# run; a skip for anything else, or for what is not so, is a failure.
#
# Add a condition as a question: a function, named here, whose answer -Skip uses (`-Skip:(-not (Test-Program tmux))`, or through a
# variable that BeforeDiscovery sets). Use a sentence for Set-ItResult only where the test knows its need too late for -Skip.

. ([IO.Path]::Join($PSScriptRoot, 'SmallDisk.ps1'))
. ([IO.Path]::Join($PSScriptRoot, 'SshServers.ps1'))

# What an expression after -Skip may ask, beside $IsWindows, $IsLinux and $IsMacOS.
$skipQuestions = 'Test-Program', 'Find-Python', 'Find-Browser', 'Get-SamplePath', 'Test-SmallDisk', 'Test-SshServer', 'Test-Wine', 'Test-WindowsSide', 'Test-Root', 'Test-Module', 'Test-Build'

# What Set-ItResult -Skipped may say after -Because, and the question that must be answered with yes then.
$skipSentences = [ordered]@{
    '^HEATMAPPS_SAMPLES does not have (.+)$'                         = { param($Name) -not (Get-SamplePath $Name) }
    '^Python has no (.+)$'                                           = { param($Module) -not (Find-Python $Module) }
    '^(\S+) is not installed$'                                       = { param($Program) -not (Test-Program $Program) }
    '^ffmpeg does not write (\w+)$'                                  = { param($Codec) -not ((Invoke-Program ffmpeg '-v', 'error', '-encoders').Output -match " $Codec ") }
    '^ffmpeg is older than 5$'                                       = { Test-OldFfmpeg }
    '^permissions do not bind root, and are others on Windows$'      = { $IsWindows -or (Test-Root) }
}

# Whether this Windows is Wine, which has no symbolic links, and other things that real ones have.
function Test-Wine { return $IsWindows -and (Test-Path -LiteralPath 'HKLM:\Software\Wine') }

# Whether the package and a Windows side to run it on are there; build.ps1 -Task Test -Bootstrap Full makes them where it can.
function Test-WindowsSide {
    $output = [IO.Path]::Join($repositoryRoot, 'output')
    return (Test-Path -LiteralPath ([IO.Path]::Join($output, 'wine', 'complete'))) -and (Test-Path -Path ([IO.Path]::Join($output, 'packages', 'HeatmapPS.*.zip')))
}

# Whether ffmpeg is older than 5: its AV1 encoder is experimental, and it writes no range of colours into QuickTime files. Some builds
# have a date in place of a version, so the number of its library is asked.
function Test-OldFfmpeg {
    $line = (Test-Program ffmpeg) ? @(& ffmpeg -hide_banner -version) -match '^libavcodec' : @()
    return $line.Count -gt 0 -and $line[0] -match '^libavcodec\s+(\d+)' -and [int]$Matches[1] -lt 59
}

# Whether the module was built in this checkout, and not unpacked from its package.
function Test-Build { return Test-Path -LiteralPath ([IO.Path]::Join($repositoryRoot, 'src', 'HeatmapPS', 'obj', 'project.assets.json')) }

# Whether permissions of files do not bind this user.
function Test-Root { return -not $IsWindows -and [Environment]::UserName -eq 'root' }

# Whether a PowerShell module is installed.
function Test-Module([string] $Name) { return [bool](Get-Module -Name $Name -ListAvailable) }

# The expression after -Skip of a test or of the nearest block around it that has one; nothing without.
function Get-SkipExpression($Test) {
    for ($item = $Test; $item -and $item.ScriptBlock; $item = $item -eq $Test ? $Test.Block : $item.Parent) {
        $command = $item.ScriptBlock.Ast.Parent.Parent
        $switch = $command.CommandElements | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] -and $_.ParameterName -eq 'Skip' }
        if ($switch) { return $switch.Argument ?? $switch }
    }
}

# The script that answers an expression by itself, with the assignments of its variables; an error where it asks something else.
function ConvertTo-SkipQuestion([Management.Automation.Language.Ast] $Expression) {
    $root = $Expression
    while ($root.Parent) { $root = $root.Parent }
    $assignments = $root.FindAll({ param($Ast) $Ast -is [Management.Automation.Language.AssignmentStatementAst] }, $true)
    $lines = [Collections.Generic.List[string]]::new()
    $known = @{}
    $asked = $false
    $open = [Collections.Generic.Stack[object]]::new()
    $open.Push($Expression)
    while ($open.Count -gt 0) {
        $ast = $open.Pop()
        foreach ($command in $ast.FindAll({ param($Ast) $Ast -is [Management.Automation.Language.CommandAst] }, $true)) {
            if ($command.GetCommandName() -notin $skipQuestions) { throw "'$command' is not among the questions in support/SkipConditions.ps1" }
            $asked = $true
        }

        if ($ast.Find({ param($Ast) $Ast -is [Management.Automation.Language.InvokeMemberExpressionAst] }, $true)) { throw "'$ast' calls a method" }
        foreach ($variable in $ast.FindAll({ param($Ast) $Ast -is [Management.Automation.Language.VariableExpressionAst] }, $true)) {
            $name = $variable.VariablePath.UserPath
            if ($name -in 'IsWindows', 'IsLinux', 'IsMacOS') { $asked = $true; continue }
            if ($name -in 'true', 'false', 'null' -or $known.ContainsKey($name)) { continue }
            $known[$name] = $true
            $assignment = @($assignments | Where-Object { "$($_.Left)" -eq "`$$name" })[0]
            if (-not $assignment) { throw "nothing sets '$variable'" }
            $lines.Insert(0, "$assignment")
            $open.Push($assignment.Right)
        }
    }

    if (-not $asked) { throw "'$Expression' asks nothing" }
    return ($lines + "$Expression") -join '; '
}

# What is wrong with the reason of a skipped test, and the reason itself.
function Get-SkipReason($Test, [hashtable] $Answers = @{}) {
    $fault = $null
    $reason = "$($Test.ErrorRecord)" -replace '^is skipped, because ' -replace '^(is )?skipped:? '
    if ($reason) {
        $pattern = @($skipSentences.Keys | Where-Object { $reason -match $_ })[0]
        if (-not $pattern) { $fault = "'$reason' is not among the sentences in support/SkipConditions.ps1" }
        else {
            $null = $reason -match $pattern
            $argument = $Matches[1]
            if (-not $Answers.ContainsKey($reason)) { $Answers[$reason] = [bool](& $skipSentences[$pattern] $argument) }
        }
    }
    else {
        $expression = Get-SkipExpression $Test
        if (-not $expression) { $fault = 'it has no -Skip' }
        else {
            try {
                $reason = ConvertTo-SkipQuestion $expression
                if (-not $Answers.ContainsKey($reason)) { $Answers[$reason] = [bool](& ([scriptblock]::Create($reason))) }
            }
            catch { $fault = "$_" }
        }
    }

    if (-not $fault -and -not $Answers[$reason]) { $fault = "'$reason' is not so" }
    return [pscustomobject]@{ Reason = $reason; Fault = $fault }
}
