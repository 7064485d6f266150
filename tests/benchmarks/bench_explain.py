"""How fast `explain` is: one paste as a whole process, lines a second as a stream, and that time grows with size only.

    python tests/benchmarks/bench_explain.py [--lines N]

Prints milliseconds and ratios to `python -c pass` and to `jq -c .` over the same file; decides nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
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
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time explain.")
    parser.add_argument("--lines", type=int, default=200_000)
    arguments = parser.parse_args()
    bare = best(["-c", "pass"])
    print(f"python -c pass            {bare:7.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        paste = Path(folder, "paste.txt")
        paste.write_text(DENIAL)
        whole = best(["-m", "troubleshooter.cli", "explain", str(paste)])
        print(f"explain, one paste        {whole:7.1f} ms   {whole / bare:.1f} x python -c pass")
        stream(Path(folder), arguments.lines)
    growth()


def best(arguments: list[str], rounds: int = 9) -> float:
    """Return the median of whole processes, milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def stream(folder: Path, count: int) -> None:
    """Print lines a second of --jsonl, of jq, and of twice as many lines."""
    chance = random.Random(1)
    for lines in (count // 2, count):
        source = folder / f"{lines}.jsonl"
        with source.open("w") as out:
            for number in range(lines):
                text = chance.choice(FAILING) if chance.random() < 0.02 else chance.choice(ORDINARY)
                out.write(json.dumps({"id": number, "input": text}) + "\n")
        seconds = timed([sys.executable, "-m", "troubleshooter.cli", "explain", "--jsonl", str(source)])
        said = f"explain --jsonl           {lines / seconds:7.0f} lines/s over {lines} lines"
        if jq := shutil.which("jq"):
            said += f"   {seconds / timed([jq, '-c', '.', str(source)]):.1f} x jq -c ."
        print(said)


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
            start = time.perf_counter()
            read(prepare(text))
            times.append(time.perf_counter() - start)
        print(
            f"adverse {piece[:24]!r:28} 100 kB {times[0] * 1000:7.1f} ms   400 kB {times[1] / times[0]:4.1f} x"
        )


if __name__ == "__main__":
    main()
