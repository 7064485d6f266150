"""How fast `explain` is: one paste as a whole process, lines a second as a stream, and that time grows with size only.

    python tests/benchmarks/bench_explain.py [--lines N] [--large]

Prints milliseconds and ratios to `python -c pass` and to `jq -c .` over the same file; --large adds the memory that
100 MB of each kind of nonsense take. Processes run with byte code cached, as an installed program does; processor time
stands beside the clock's, because a busy machine changes only the latter. Decides nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from diagnostics.messages import prepare, read

DENIAL = (
    "[ERROR] ClientError: An error occurred (AccessDeniedException) when calling the GetItem operation: User: "
    "arn:aws:sts::111122223333:assumed-role/orders-role/orders is not authorized to perform: dynamodb:GetItem on resource: "
    "arn:aws:dynamodb:eu-west-1:111122223333:table/Orders because no identity-based policy allows the dynamodb:GetItem action"
)
# A service's log: nearly all of it says nothing; a few lines fail in the ways that services fail.
ORDINARY = (
    "START RequestId: 8f3c2d1e-9b7a-4c6d-8e5f-0a1b2c3d4e5f Version: $LATEST",
    "END RequestId: 8f3c2d1e-9b7a-4c6d-8e5f-0a1b2c3d4e5f",
    "REPORT RequestId: 8f3c2d1e-9b7a-4c6d-8e5f-0a1b2c3d4e5f\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB",
    "2026-11-22T05:00:00.123Z\t8f3c2d1e\tINFO\tprocessing order 4711 for customer 42",
    '{"timestamp":"2026-11-22T05:00:00Z","level":"INFO","message":"request completed","path":"/orders","duration_ms":12.5}',
    "stored item order-4711 in table Orders in 8 ms",
    "GET /api/v1/items?page=2 HTTP/1.1 200 1234",
)
FAILING = (
    DENIAL,
    "2026-11-22T05:00:03.003Z 8f3c2d1e Task timed out after 3.00 seconds",
    "Error: connect ETIMEDOUT 10.0.3.17:5432\n    at TCPConnectWrap.afterConnect [as oncomplete]",
    "[ERROR] KeyError: 'Records'\nTraceback (most recent call last):\n  File \"/var/task/app.py\", line 3, in handler",
)
ADVERSE = (
    "not authorized to perform: ",
    "\\\\\\n",
    "&amp;amp;",
    "\n a",
    "a" * 30 + "\n",
    "AccessDenied ",
    '{"a":',
    "body=",
    "  ",
    "does not have authorization to perform action '",
    "has permission to perform action 'a/b/c' on scope '/subscriptions/x/",
    "over scope '/subscriptions/x/",
    "Caller is not authorized to perform action on resource. Action: '",
    "The listener for function 'a' was unable to start. ",
    "AADSTS700016: ",
    "was disallowed by policy. Policy identifiers: '[{",
    "Failed to deploy Azure zipdeploy ",
    "azure Error: failed ",
    "Permission 'a.b.c' denied on resource '//a/projects/p/",
    "PERMISSION_DENIED: ",
    "does not have a.b.c access to the Google Cloud ",
    "serviceAccount:a@b.iam.gserviceaccount.com ",
    "projects/p/locations/l/functions/",
    "violations { type: ",
    "vpcServiceControlsUniqueIdentifier: ",
)


SIZE = 100 << 20
LARGE = {
    "one line": b"x" * 1000 + b" ",
    "denials": DENIAL.encode() + b" ",
    "bytes that are no text": bytes(range(256)),
    "deep JSON": b'{"a":',
    "zeros": b"\0",
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Time explain.")
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--large", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder, "cache"))
        bare, processor = best(["-c", "pass"])
        print(f"python -c pass            {bare:7.1f} ms   processor {processor:.1f} ms")
        paste = Path(folder, "paste.txt")
        paste.write_text(DENIAL)
        whole, processor = best(["-m", "troubleshooter.cli", "explain", str(paste)])
        print(
            f"explain, one paste        {whole:7.1f} ms   processor {processor:.1f} ms   {whole / bare:.1f} x python -c pass"
        )
        stream(Path(folder), arguments.lines)
        if arguments.large:
            large(Path(folder))
    growth()


def best(arguments: list[str], rounds: int = 11) -> tuple[float, float]:
    """Return the least of whole processes, milliseconds of the clock and of the processor; the first one only warms."""
    times = []
    for _ in range(rounds):
        before, start = used(), time.perf_counter()
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False)
        times.append((time.perf_counter() - start, used() - before))
    return min(t for t, _ in times[1:]) * 1000, min(p for _, p in times[1:]) * 1000


def used() -> float:
    """Return the processor seconds of all children so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def stream(folder: Path, count: int) -> None:
    """Print lines a second of --jsonl, of jq, and of twice as many lines."""
    chance = random.Random(1)
    for lines in (count // 2, count):
        source = folder / f"{lines}.jsonl"
        with source.open("w") as out:
            for number in range(lines):
                text = chance.choice(FAILING) if chance.random() < 0.02 else chance.choice(ORDINARY)
                out.write(json.dumps({"id": number, "input": text}) + "\n")
        before = used()
        seconds = timed([sys.executable, "-m", "troubleshooter.cli", "explain", "--jsonl", str(source)])
        said = f"explain --jsonl           {lines / seconds:7.0f} lines/s over {lines} lines ({lines / (used() - before):.0f} by the processor)"
        if jq := shutil.which("jq"):
            said += f"   {seconds / timed([jq, '-c', '.', str(source)]):.1f} x jq -c ."
        print(said)


def large(folder: Path) -> None:
    """Print the most memory that any of the large inputs took, each in a process of its own."""
    for name, piece in LARGE.items():
        source = folder / "large"
        source.write_bytes((piece * (SIZE // len(piece) + 1))[:SIZE])
        script = (
            "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        for option in ((), ("--jsonl",)):
            command = [sys.executable, "-m", "troubleshooter.cli", "explain", *option, str(source)]
            start = time.perf_counter()
            answer = subprocess.run(
                [sys.executable, "-c", script, *command], capture_output=True, text=True, check=True
            )
            said = f"{name} {' '.join(option)}"
            print(
                f"100 MB: {said:32} {int(answer.stdout) / 1024:6.0f} MiB   {time.perf_counter() - start:5.1f} s"
            )


def timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def growth() -> None:
    """Print how the time to prepare and read grows with a text that is made to hurt: 4 is linear."""
    for piece in ADVERSE:
        times = []
        for size in (100_000, 400_000):
            text = (piece * (size // len(piece) + 1))[:size]
            start = time.process_time()
            read(prepare(text))
            times.append(time.process_time() - start)
        print(
            f"adverse {piece[:24]!r:28} 100 kB {times[0] * 1000:7.1f} ms   400 kB {times[1] / times[0]:4.1f} x"
        )


if __name__ == "__main__":
    main()
