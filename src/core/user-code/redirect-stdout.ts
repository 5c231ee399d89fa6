import childProcess from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isRecord } from '../is-record.js'
import { replaceMethod } from '../replace-method.js'

const STDOUT = 1
const STDERR = 2

/**
 * Redirects what is written to stdout to stderr where `isRedirected` returns true: through `process.stdout`, to its file descriptor,
 * and by programs that inherit it. Returns a function that undoes it.
 */
export function redirectStdout(isRedirected: () => boolean): () => void {
  const toStdout = process.stdout.write.bind(process.stdout)
  const restores = [
    replaceMethod(process.stdout, 'write', (...args: Parameters<typeof toStdout>) =>
      isRedirected() ? process.stderr.write(...args) : toStdout(...args),
    ),
    ...(['write', 'writeSync', 'writev', 'writevSync', 'writeFileSync', 'appendFileSync'] as const).map(
      (name) =>
        wrap(fs, name, (args) => (isRedirected() && args[0] === STDOUT ? [STDERR, ...args.slice(1)] : args)),
    ),
    // All asynchronous functions of node:child_process end here.
    wrap(childProcess.ChildProcess.prototype, 'spawn', (args) =>
      isRedirected() ? args.map(withoutStdout) : args,
    ),
    ...(['spawnSync', 'execSync', 'execFileSync'] as const).map((name) =>
      wrap(childProcess, name, (args) => (isRedirected() ? args.map(withoutStdout) : args)),
    ),
  ]
  syncBuiltinESMExports()
  return () => {
    for (const restore of restores) restore()
    syncBuiltinESMExports()
  }
}

type Method = (this: unknown, ...args: readonly unknown[]) => unknown

function wrap(
  target: object,
  name: string,
  change: (args: readonly unknown[]) => readonly unknown[],
): () => void {
  const original = Reflect.get(target, name) as Method
  return replaceMethod(target, name, function (this: unknown, ...args: readonly unknown[]) {
    return original.apply(this, change(args) as unknown[])
  })
}

/** The options of a program, which gets stderr where it would inherit stdout. Other arguments are returned unchanged. */
function withoutStdout(argument: unknown): unknown {
  if (!isRecord(argument) || Array.isArray(argument) || argument['stdio'] === undefined) return argument
  const { stdio } = argument
  if (stdio === 'inherit') return { ...argument, stdio: ['inherit', STDERR, 'inherit'] }
  if (!Array.isArray(stdio)) return argument
  const inherits = (target: unknown, i: number): boolean =>
    target === STDOUT || target === process.stdout || (target === 'inherit' && i === STDOUT)
  return { ...argument, stdio: stdio.map((target: unknown, i) => (inherits(target, i) ? STDERR : target)) }
}
