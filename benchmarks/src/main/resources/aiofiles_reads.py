# SPDX-License-Identifier: Apache-2.0
"""Reads by aiofiles, for so many seconds after as many of warm-up; prints how many a second.

Arguments: mode (pages: 4 KiB at random positions; pages64: by 64 tasks, each with its file; text: whole files), file or
folder, seconds.
"""
import asyncio
import os
import random
import sys
import time

import aiofiles

mode, path, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
PAGE = 4096


async def pages(until):
    count, limit = 0, os.path.getsize(path) // PAGE
    async with aiofiles.open(path, "rb", buffering=0) as file:
        while time.perf_counter() < until:
            await file.seek(random.randrange(limit) * PAGE)
            await file.read(PAGE)
            count += 1
    return count


async def text(until):
    count, names = 0, sorted(os.listdir(path))
    while time.perf_counter() < until:
        async with aiofiles.open(os.path.join(path, names[count % len(names)]), encoding="utf-8") as file:
            await file.read()
        count += 1
    return count


async def measure(duration):
    tasks = 64 if mode == "pages64" else 1
    work = text if mode == "text" else pages
    start = time.perf_counter()
    counts = await asyncio.gather(*(work(start + duration) for _ in range(tasks)))
    return sum(counts) / (time.perf_counter() - start)


async def main():
    await measure(min(0.3, seconds))
    print(await measure(seconds))


asyncio.run(main())
