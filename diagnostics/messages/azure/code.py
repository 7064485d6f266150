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
        "azure.code.start", "azure.function.application-error", 0.85, ("azfd0005", "error configuring services in an external startup", "http error 500.3", "http error 502.5", "app failed to start"),
        r"\bHTTP Error 50(?:0\.3\d|2\.5)\b|\bAZFD0005\b|\bError configuring services in an external startup class\b", "The app's own process did not start.", rank=LOOK_ALIKE + 1,
    ),
    row(
        "azure.code.file", "azure.function.application-error", 0.86, ("enoent: no such file", "could not find file '", "could not find a part of the path", "space on the disk"),
        r"\bnot enough space on the disk\b|\bENOENT: no such file or directory\b|\bCould not find (?:file|a part of the path) '", "The code opens a file that is not in the package.", rank=LOOK_ALIKE,
    ),
    row(
        "azure.code.platform", "azure.function.module-missing", 0.9,
        ("can't open lib '", "exec format error", "cannot open shared object", "classnotfoundexception", "module_not_found"),
        r"\bCan['’]t open lib '[^'\n]{1,120}'|\bexec format error\b|\bcannot open shared object file\b|\bClassNotFoundException\b|\bMODULE_NOT_FOUND\b", "A library of the system is missing, or the program was built for another platform.", rank=LOOK_ALIKE + 5,
    ),
    row(
        "azure.code.worker", "azure.function.application-error", 0.82,
        ("worker process exited", "language worker", "worker was unable to load", "could not find or load main class", "workerprocessexit", "worker failed to", "rpc worker channel", "worker channel", "initializing worker process failed",
         "grpc channel", "job host is stopped", "worker process started and"),
        r"\bWorker Process (?:Started and )?(?:E|e)xited\b|\bInitializing worker process failed\b|\bWorkerProcessExit(?:Exception)?\b|\bExceeded language worker restart retry count\b|\bFailed to start (?:a new )?(?:language worker|Rpc Worker Channel|worker channel)\b|\bWorker (?:was unable|failed) to (?:load|index) (?:function|entry point)s?\b|\bCould not find or load main class\b"
        r"|\bDid not find any initialized language workers\b|\bis not loaded by the language worker\b|\bfunction metadata from the language worker\b",
        "The language worker ended by itself: the code, its packages or its memory.", rank=LOOK_ALIKE - 8,
    ),
    row(
        "azure.code.runtime", "azure.function.application-error", 0.92,
        ("azfd0011", "azfd0013", "workerconfig for runtime", "compatible framework version", "you must install or update .net", "you must install .net", "hostpolicy", "hostfxr", "unsupportedclassversion", "incompatible node.js", "is not supported by azure functions", "python version", "no frameworks were found",
         "did not match any of the", "functions_worker_runtime", "dotnet-isolated"),
        r"\bAZFD001[13]\b|\bWorkerConfig for runtime: [^\n]{1,40} not found|\bnot possible to find any compatible framework version|\bYou must install (?:or update )?\.NET\b|\bNo frameworks were found\b|\blibrary '?lib?host(?:policy|fxr)[^\n]{0,60}(?:was not found|could not be found|was found)|\b(?:hostpolicy\.dll|libhostpolicy\.so)\b[^\n]{0,80}\bnot found"
        r"|\bUnsupportedClassVersionError\b|\bIncompatible Node\.js version\b|\bFUNCTIONS_WORKER_RUNTIME['\"]? (?:setting )?is set to ['\"]?[\w-]{2,20}['\"]?, which does not match|\bPython version \S{1,20} is not supported",
        "The runtime that the code was built for is not the one that the app runs on.", rank=LOOK_ALIKE + 5,
    ),
    row(
        "azure.code.durable", "azure.function.application-error", 0.92,
        ("non-deterministic", "nondeterministic", "multithreaded execution was detected", "orchestrationalreadyexists", "an instance with", "an orchestration with", "orchestration instance with"),
        r"\bNon-?[Dd]eterministic (?:workflow|orchestrat\w{2,5})\b|\bNonDeterministicOrchestrationException\b|\bMultithreaded execution was detected\b|\bAn? (?:instance|orchestration|Orchestration instance) with (?:the )?(?:ID|status)\b[^\n]{0,120}\b(?:already exists|is already)\b|\bOrchestrationAlreadyExistsException\b",
        "The orchestrator's code does not replay as it ran, or starts an instance that runs already.", rank=LOOK_ALIKE + 4,
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
