"""samlet's Python runtime: loads the handler, then answers one invocation at a time.

Behaves as the official runtime (https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html), over a framed channel
on descriptor 3 instead of HTTP. Frame types are those of samlet's src/execution/frame.ts. Runs on Python 3.8 and later.
Arguments: the folder of the layers, then folders that are searched for modules last, such as the user's site-packages.
"""
import io
import json
import os
import socket
import struct
import sys
import time

READY, RESPONSE, ERROR, FATAL_ERROR, INIT_ERROR, LOG, OUTPUT, TOO_LARGE, NOTICE = 1, 2, 3, 4, 5, 6, 7, 8, 9
MAX_RESPONSE_BYTES = 6291556
UNHANDLED_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. However, in rare "
    "cases, a Lambda runtime update can cause unexpected function behavior. For functions using managed runtimes, "
    "runtime updates can be triggered by a function change, or can be applied automatically. To determine if the "
    "runtime has been updated, check the runtime version in the INIT_START log entry. If this error correlates with a "
    "change in the runtime version, you may be able to mitigate this error by temporarily rolling back to the previous "
    "runtime version. For more information, see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html"
)

channel = socket.socket(fileno=3)
os.set_inheritable(3, False)
request_id = None


def send(kind, body):
    channel.sendall(struct.pack(">IB", len(body) + 1, kind) + body)


def receive(count):
    parts = []
    while count > 0:
        try:
            part = channel.recv(min(count, 1 << 20))
        except ConnectionError:
            part = b""
        if not part:
            os.killpg(0, 9)  # samlet is gone: so goes what the function started
        if len(part) == count and not parts:
            return part
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


class RuntimeFault(Exception):
    """An error that the runtime itself reports, with AWS's name for it."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.trace = trace


class OutputStream(io.RawIOBase):
    """stdout and stderr: whole lines go out at once, the rest when the invocation ends."""

    def __init__(self, fd):
        super().__init__()
        self._fd = fd
        self._partial = b""

    def writable(self):
        return True

    def fileno(self):
        return self._fd

    def write(self, data):
        data = bytes(data)
        end = data.rfind(b"\n") + 1
        if end:
            send(OUTPUT, self._partial + data[:end])
            self._partial = data[end:]
        else:
            self._partial += data
        return len(data)

    def finish(self):
        if self._partial:
            send(OUTPUT, self._partial + b"\n")
            self._partial = b""


outputs = [OutputStream(1), OutputStream(2)]
sys.stdout, sys.stderr = [
    io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", write_through=True) for stream in outputs
]


def set_up_logging():
    import logging

    class Handler(logging.Handler):
        def emit(self, record):
            record.aws_request_id = request_id or ""
            try:
                send(LOG, self.format(record).encode("utf-8", "backslashreplace"))
            except Exception:
                self.handleError(record)

    class JsonFormatter(logging.Formatter):
        def format(self, record):
            entry = {
                "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + ".%03dZ" % record.msecs,
                "level": record.levelname,
                "message": record.getMessage(),
                "logger": record.name,
            }
            if record.exc_info and record.exc_info[0]:
                import traceback

                entry["stackTrace"] = traceback.format_tb(record.exc_info[2])
                entry["errorType"] = record.exc_info[0].__name__
                entry["errorMessage"] = str(record.exc_info[1])
                entry["location"] = "%s:%s:%s" % (record.pathname, record.funcName, record.lineno)
            entry["requestId"] = record.aws_request_id
            entry.update((key, value) for key, value in vars(record).items() if key not in standard and key not in entry)
            return json.dumps(entry, ensure_ascii=False, default=str) + "\n"

    standard = set(vars(logging.makeLogRecord({}))) | {"aws_request_id", "message", "asctime"}
    logging.Formatter.converter = time.gmtime
    handler = Handler()
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"
            )
        )
    logger = logging.getLogger()
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper().replace("TRACE", "DEBUG")
    if level and isinstance(logging.getLevelName(level), int):
        logger.setLevel(level)
    logger.addHandler(handler)


class Encoder(json.JSONEncoder):
    """JSON as AWS's encoder (simplejson) writes it: decimals as numbers, bytes as text."""

    decimals = None

    def default(self, value):
        decimal = sys.modules.get("decimal")
        if decimal is not None and isinstance(value, decimal.Decimal):
            if value.is_nan():
                return float("nan")
            if Encoder.decimals is None:
                Encoder.decimals = "samlet-decimal-%s:" % os.urandom(8).hex()
            return "%s%s;" % (Encoder.decimals, value)
        if isinstance(value, (bytes, bytearray)):
            return value.decode("utf-8")
        if hasattr(value, "_asdict"):
            return value._asdict()
        return super().default(value)


def escapes_non_ascii():
    """Python 3.12 and later answer characters as they are, earlier runtimes escape them."""
    version = os.environ.get("AWS_EXECUTION_ENV", "").rpartition("python3.")[2]
    return version.isdigit() and int(version) < 12


encoder = Encoder(ensure_ascii=escapes_non_ascii())


def to_json(value):
    text = encoder.encode(value)
    if Encoder.decimals is not None and Encoder.decimals in text:
        import re

        text = re.sub('"%s([^;]*);"' % Encoder.decimals, r"\1", text)
    return text.encode("utf-8", "surrogatepass" if encoder.ensure_ascii else "replace")


def missing_module_hint(error):
    name = (getattr(error, "name", None) or "").partition(".")[0]
    if name not in ("boto3", "botocore"):
        return ""
    return " (the runtime brings it on AWS; here: %s -m pip install boto3)" % sys.executable


def load_handler(handler):
    module_name, dot, function_name = handler.rpartition(".")
    if not dot:
        raise RuntimeFault(
            "Runtime.MalformedHandlerName",
            "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % handler,
        )
    if module_name.partition(".")[0] in sys.builtin_module_names:
        raise RuntimeFault(
            "Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name
        )
    import importlib

    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise RuntimeFault(
            "Runtime.ImportModuleError",
            "Unable to import module '%s': %s%s" % (module_name, error, missing_module_hint(error)),
        )
    except SyntaxError as error:
        raise RuntimeFault(
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module '%s': %s" % (module_name, error),
            ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)],
        )
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise RuntimeFault(
            "Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name)
        )


class Record(object):
    """Part of the client context: names that the client did not send are None."""

    def __init__(self, names, values):
        for name in names:
            setattr(self, name, (values or {}).get(name))

    def __repr__(self):
        return "%s([%s])" % (type(self).__name__, ",".join("%s=%s" % item for item in vars(self).items()))


class CognitoIdentity(Record):
    pass


class Client(Record):
    pass


class ClientContext(Record):
    pass


class LambdaContext(object):
    def __init__(self, invocation_id, invoked_arn, client_context, deadline_ms):
        env = os.environ
        self.aws_request_id = invocation_id
        self.log_group_name = env.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = env.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = env.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = env.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = invoked_arn
        self.tenant_id = None
        self.client_context = None
        if client_context is not None:
            self.client_context = ClientContext(("custom", "env", "client"), client_context)
            if self.client_context.client is not None:
                self.client_context.client = Client(
                    ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"),
                    self.client_context.client,
                )
        self.identity = CognitoIdentity(("cognito_identity_id", "cognito_identity_pool_id"), None)
        self._epoch_deadline_time_in_ms = deadline_ms

    def get_remaining_time_in_millis(self):
        return max(0, int(self._epoch_deadline_time_in_ms - time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))

    def __getattr__(self, name):
        if not name.startswith("_"):
            explain_missing_attribute(name, [known for known in dir(self) if not known.startswith("_")])
        raise AttributeError("'LambdaContext' object has no attribute '%s'" % name)

    def __repr__(self):
        shown = [item for item in vars(self).items() if not item[0].startswith("_")]
        return "LambdaContext([%s])" % ",".join("%s=%s" % item for item in shown)


explained = set()


def explain_missing_attribute(name, known):
    if name in explained:
        return
    explained.add(name)
    import difflib

    meant = {"request_id": ["aws_request_id"]}.get(name) or difflib.get_close_matches(name, known, 1, 0.6)
    if meant:
        text = "samlet: the Lambda context has no attribute '%s' (on AWS neither); '%s' was meant?\n" % (name, meant[0])
        send(LOG, text.encode())


def error_answer(message, error_type, trace, invocation_id=""):
    return {
        "errorMessage": message or "",
        "errorType": error_type or "",
        "requestId": invocation_id or "",
        "stackTrace": trace or [],
    }


def describe_exception(invocation_id=""):
    error_type, value, trace = sys.exc_info()
    if isinstance(value, RuntimeFault):
        return error_answer(str(value), value.error_type, value.trace, invocation_id)
    import traceback

    frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(trace)]
    for at, frame in enumerate(frames):
        if frame[0] != __file__ and not frame[0].startswith("<frozen importlib"):
            frames = frames[at:]
            break
    return error_answer(str(value), error_type.__name__, traceback.format_list(frames), invocation_id)


def log_error(error):
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON":
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
        send(LOG, to_json(dict({"timestamp": stamp, "level": "ERROR"}, **error)))
        return
    title = "[ERROR]"
    if error["errorType"]:
        title += " " + error["errorType"] + (":" if error["errorMessage"] else "")
    if error["errorMessage"]:
        title += " " + error["errorMessage"]
    lines = [title, "Traceback (most recent call last):"]
    for element in error["stackTrace"]:
        for line in element.splitlines() or [""]:
            text = line.lstrip(" ")
            lines.append("\u00a0" * (len(line) - len(text)) + text)
    send(LOG, "\n".join(lines).encode("utf-8", "backslashreplace"))


def parse_header(text, name):
    if not text:
        return None
    try:
        return json.loads(text)
    except Exception as error:
        raise RuntimeFault("Runtime.LambdaContextUnmarshalError", "Unable to parse %s JSON: %s" % (name, error))


def decode_invocation(body):
    (budget_ms,) = struct.unpack_from(">d", body, 0)
    at = 8
    texts = []
    for _ in range(4):
        (length,) = struct.unpack_from(">H", body, at)
        texts.append(body[at + 2 : at + 2 + length].decode("utf-8"))
        at += 2 + length
    return time.time() * 1000 + budget_ms, texts, body[at:]


def answer(handler, deadline_ms, texts, event):
    global request_id
    request_id, invoked_arn, trace_id, client_context = texts
    if trace_id:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    else:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    try:
        context = LambdaContext(request_id, invoked_arn, parse_header(client_context, "Client Context"), deadline_ms)
        try:
            arguments = json.loads(event)
        except Exception as error:
            raise RuntimeFault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error)
        result = handler(arguments, context)
        try:
            result = result if isinstance(result, bytes) else to_json(result)
        except Exception as error:
            raise RuntimeFault("Runtime.MarshalError", "Unable to marshal response: %s" % error)
    except Exception:
        error = describe_exception(request_id)
        log_error(error)
        finish_output()
        send(ERROR, to_json(error))
        return
    finish_output()
    if len(result) > MAX_RESPONSE_BYTES:
        send(TOO_LARGE, str(len(result)).encode())
    else:
        send(RESPONSE, result)


def finish_output():
    for output in outputs:
        output.finish()


def search_path():
    root = os.environ["LAMBDA_TASK_ROOT"]
    layers = sys.argv[1]
    version = "python%d.%d" % sys.version_info[:2]
    own = [root, os.path.join(layers, "python", "lib", version, "site-packages"), os.path.join(layers, "python")]
    here = os.path.dirname(os.path.abspath(__file__))
    rest = [path for path in sys.path if path not in own and path != here]
    return own + rest + [here] + [path for path in sys.argv[2:] if path not in rest]


def main():
    sys.path[:] = search_path()
    sys.argv[1:] = []
    set_up_logging()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception:
        error = describe_exception()
        import logging

        logging.warning(UNHANDLED_WARNING)
        log_error(error)
        finish_output()
        send(INIT_ERROR, to_json(error))
        sys.exit(1)
    finish_output()
    send(READY, b"")
    while True:
        (length,) = struct.unpack(">I", receive(4))
        answer(handler, *decode_invocation(receive(length)[1:]))


try:
    main()
finally:
    finish_output()
