'use strict';
// How errors look to the caller and in the log, as the official Node.js runtime shows them.
const { isNativeError } = require('node:util').types;

const runtimeError = (/** @type {string} */ name) => {
  const type = class extends Error {};
  Object.defineProperty(type, 'name', { value: name });
  type.prototype.name = `Runtime.${name}`;
  return type;
};

const ImportModuleError = runtimeError('ImportModuleError');
const HandlerNotFound = runtimeError('HandlerNotFound');
const MalformedHandlerName = runtimeError('MalformedHandlerName');
const UserCodeSyntaxError = runtimeError('UserCodeSyntaxError');
const MalformedStreamingHandler = runtimeError('MalformedStreamingHandler');
const InvalidStreamingOperation = runtimeError('InvalidStreamingOperation');
const CallbackHandlerDeprecated = runtimeError('CallbackHandlerDeprecated');
const JSONStringifyError = runtimeError('JSONStringifyError');
const NodeJsExit = runtimeError('NodeJsExit');
const UnhandledPromiseRejection = class extends Error {
  constructor(/** @type {unknown} */ reason, /** @type {unknown} */ promise) {
    super(/** @type {string} */ (reason));
    this.reason = reason;
    this.promise = promise;
  }
};
UnhandledPromiseRejection.prototype.name = 'Runtime.UnhandledPromiseRejection';

const looksLikeError = (/** @type {any} */ value) =>
  Boolean(value) && ['name', 'message', 'stack'].every((key) => typeof value[key] === 'string' && value[key] !== '');

/** @param {any} error */
function toAnswer(error) {
  try {
    if (isNativeError(error) || looksLikeError(error)) {
      return { errorType: error.name, errorMessage: error.message, trace: error.stack.split('\n') };
    }
    return { errorType: typeof error, errorMessage: error.toString(), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

const withHiddenMembers = (/** @type {string} */ _key, /** @type {any} */ value) => {
  if (!(value instanceof Error)) return value;
  const shown = {
    errorType: value.name,
    errorMessage: value.message,
    code: /** @type {any} */ (value).code,
    ...value,
  };
  return typeof value.stack === 'string' ? { ...shown, stack: value.stack.split('\n') } : shown;
};

/** The error as the log shows it: a tab, then JSON. */
function toLogText(/** @type {any} */ thrown) {
  const error = thrown instanceof Error ? thrown : new Error(thrown);
  try {
    return `\t${JSON.stringify(error, withHiddenMembers)}`;
  } catch {
    return `\t${JSON.stringify(toAnswer(error))}`;
  }
}

module.exports = {
  CallbackHandlerDeprecated,
  HandlerNotFound,
  ImportModuleError,
  InvalidStreamingOperation,
  JSONStringifyError,
  MalformedHandlerName,
  MalformedStreamingHandler,
  NodeJsExit,
  UnhandledPromiseRejection,
  UserCodeSyntaxError,
  toAnswer,
  toLogText,
};
