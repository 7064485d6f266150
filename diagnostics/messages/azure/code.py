"""The function's own failures as the Functions host, PowerShell and .NET say them. None of the four."""

from __future__ import annotations

from diagnostics.messages.model import BARE, LOOK_ALIKE, Pattern
from diagnostics.messages.row import row

PATTERNS: tuple[Pattern, ...] = (
    row(
        "azure.code.command", "azure.function.module-missing", 0.95, ("is not recognized as",),
        r"\bThe term ['\"][^'\"\n]{1,120}['\"] is not recognized as (?:the |a )?name of a (?:cmdlet|script)", "The PowerShell module that holds the command is not there.", rank=LOOK_ALIKE + 6,
    ),
    row(
        "azure.code.assembly", "azure.function.module-missing", 0.93,
        ("could not load file or assembly", "could not load type", "method not found", "missingmethodexception", "unable to load dll", "unable to load shared library", "specified module '"),
        r"\bCould not load (?:file or assembly|type) '|\bMethod not found: '|\bMissingMethodException\b|\bUnable to load (?:DLL|shared library) '|\bThe specified module '[^'\n]{1,120}' was not loaded", "An assembly or module is missing from the package, or of another version.",
        rank=LOOK_ALIKE + 6,
    ),
    row(
        "azure.code.timeout", "azure.function.slow-code", 0.93,
        ("exceeded by function", "functiontimeoutexception", "functiontimeoutaborted"),
        r"\bTimeout value of [\d:.]{5,16} (?:was )?exceeded by function|\bFunctionTimeout(?:Aborted)?Exception\b", "The function ran longer than its timeout.", rank=LOOK_ALIKE + 2,
    ),
    row(
        "azure.code.start", "azure.function.application-error", 0.85, ("http error 500.3", "http error 502.5", "app failed to start"),
        r"\bHTTP Error 50(?:0\.3\d|2\.5)\b", "The app's own process did not start.", rank=LOOK_ALIKE + 1,
    ),
    row(
        "azure.code.file", "azure.function.application-error", 0.86, ("enoent: no such file", "could not find file '", "could not find a part of the path"),
        r"\bENOENT: no such file or directory\b|\bCould not find (?:file|a part of the path) '", "The code opens a file that is not in the package.", rank=LOOK_ALIKE,
    ),
    row(
        "azure.code.worker", "azure.function.application-error", 0.72,
        ("worker process exited", "language worker process", "worker was unable to load function", "exceeded language worker restart", "failed to start a new language worker", "failed to start language worker", "could not find or load main class", "initialized language workers"),
        r"\bWorker Process (?:Started and )?(?:E|e)xited\b|\bExceeded language worker restart retry count\b|\bFailed to start (?:a new )?language worker\b|\bWorker was unable to load (?:function|entry point)\b|\bCould not find or load main class\b|\bDid not find any initialized language workers\b",
        "The language worker ended by itself: the code, its packages or its memory.", rank=LOOK_ALIKE - 8,
    ),
    row(
        "azure.code.memory", "azure.function.out-of-memory", 0.9, ("exited with code 137", "exit code 137", "insufficient memory to continue"),
        r"\bexit(?:ed with)? code 137\b|\bInsufficient memory to continue the execution\b", "The instance ran out of memory.", rank=LOOK_ALIKE + 6,
    ),
    row(
        "azure.code.failed", "azure.function.application-error", 0.72,
        ("while executing function", "the activity function", "orchestrator function", "result: failure", "functionfailedexception"),
        r"\bException`? while executing function\b|\bThe activity function '[^'\n]{1,120}' failed\b|\bOrchestrator function '[^'\n]{1,120}' failed\b|^Result: Failure\b|\bFunctionFailedException\b",
        "The function's own code failed.", rank=BARE + 6,
    ),
)  # fmt: skip
