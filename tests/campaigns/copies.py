"""Many processes that differ in one fault: what they do before it is done once."""
import os
import select
import subprocess

from sweeps import environment

# What a copy may be told: failing_calls.c says what each means.
SETTINGS = ("FAIL_CALL", "FAIL_PATH", "FAIL_NOT", "FAIL_AT", "FAIL_ERRNO", "FAIL_MARK", "FAIL_PROGRAM", "FAIL_ONCE", "FAIL_SHORT",
            "FAIL_ALSO")


class Copies:
    """A process that has done all that comes before its first call on files of the results, and goes on from there as often as asked."""

    def __init__(self, folder, words, settings):
        self.said = folder / "said_by_copy"
        questions, self.questions = os.pipe()
        self.answers, answers = os.pipe()
        # Who reads session files finds that the process of this number has ended.
        ended = subprocess.Popen(["sleep", "60"])
        self.process = subprocess.Popen(
            list(map(str, words)), cwd=folder, pass_fds=(questions, answers), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment(**settings, FAIL_SERVER=f"{questions} {answers}", FAIL_PID=str(ended.pid)))
        os.close(questions)
        os.close(answers)
        assert self.answer() == "ready\n"
        ended.kill()
        ended.wait()

    def answer(self):
        if not select.select([self.answers], [], [], 120)[0]:
            raise AssertionError("it hangs")
        return os.read(self.answers, 100).decode()

    def call(self, settings):
        settings = {"SAID": self.said, **{name: settings.get(name, "") for name in SETTINGS}}
        os.write(self.questions, ("\t".join(f"{name}={value}" for name, value in settings.items()) + "\n").encode())
        code = os.waitstatus_to_exitcode(int(self.answer()))
        return subprocess.CompletedProcess([], code, stderr=self.said.read_text(errors="replace"))

    def end(self):
        os.close(self.questions)
        os.close(self.answers)
        self.process.wait(60)
