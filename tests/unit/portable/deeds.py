"""Does to its process what the tests of surviving want done: `python -m unit.portable.deeds ORDER`, without torch.

A process of its own, because forking beside the threads of a test's process is what nobody may do.
"""

import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
import time
from itertools import islice

from claimkit.portable import survive

BUSY = "while True: pass"
SLEEPING = "import time; time.sleep(600)"


def do(item):
    """Return the item, unless it names something worse."""
    name, _, detail = str(item).partition(" ")
    return DEEDS.get(name, lambda _detail: item)(detail)


def hang(_detail):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))  # as code does that is stuck in C
    time.sleep(600)


def work(_detail):
    while True:
        pass


def delegate(_detail):
    subprocess.run([sys.executable, "-c", BUSY])


def starve(seconds):
    """Want a processor, and get hardly any of it until another program has had it for this many seconds."""
    core = min(os.sched_getaffinity(0))
    load = f"""import os, time
os.sched_setaffinity(0, {{{core}}})
end = time.monotonic() + {seconds}
print("busy", flush=True)
while time.monotonic() < end:
    pass
"""
    command = [sys.executable, "-c", load]
    busy = subprocess.Popen(command, stdout=subprocess.PIPE, process_group=0)  # its work is not ours
    busy.stdout.readline()
    os.sched_setaffinity(0, {core})
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    return sum(range(10**7)) > 0


def orphan(_detail):
    if os.fork() == 0:
        time.sleep(600)
    os.abort()


def stray(_detail):
    return os.getpid(), subprocess.Popen([sys.executable, "-c", SLEEPING]).pid


def die_once(path):
    if os.path.exists(path):
        return "alive"
    open(path, "w").close()
    os.abort()


def shout(_detail):
    os.write(1, b"shout")
    os.write(2, b"shout")


def fail(_detail):
    raise ValueError("mine")


def readable(_detail):
    """How many pipes, beyond what every process has, this one could read from."""
    return sum(is_readable_pipe(int(name)) for name in os.listdir("/proc/self/fd") if int(name) > 2)


def is_readable_pipe(number):
    try:
        is_pipe = stat.S_ISFIFO(os.fstat(number).st_mode)
    except OSError:  # it was that of listing the folder
        return False
    return is_pipe and fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY


def crash(_detail):
    os.kill(os.getpid(), signal.SIGSEGV)


def end(_detail):
    os._exit(3)


DEEDS = {"crash": crash, "end": end, "hang": hang, "work": work, "delegate": delegate, "starve": starve,
         "orphan": orphan, "stray": stray, "die-once": die_once, "shout": shout, "fail": fail,
         "readable": readable}  # fmt: skip


def main():
    order = json.loads(sys.argv[1])
    if order.get("blind"):
        survive._work_of = lambda _group: (None, False)
    found = survive.results(do, order["items"], survive.Patience(**order["patience"]))
    for result in islice(found, order.get("stop_after")):
        print(json.dumps({"died": result.how} if isinstance(result, survive.Died) else result), flush=True)
    found.close()
    sys.stdin.read()


if __name__ == "__main__":
    main()
