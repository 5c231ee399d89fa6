import { readLinesBackwards } from '../../providers/read-last-lines.js'

/** Notes of homemanager in the log of a custom service. */
const NOTE = '--- '
/** The error of a program that ends, as Node.js, Python and the JVM print it. */
const CRASH = /^(?:Uncaught |Exception in thread .*)?[\w.$]*(?:Error|Exception)\b.*/
const PROBLEM = /\b(?:fatal|panic|panicked|error|no space|out of memory|cannot|signal)\b/i
/** A line of a stack trace, or the version that Node.js ends with. */
const NO_CAUSE = /^\s*at |^\s+File "|^Node\.js v\d/

/** What homemanager writes to the log when it starts the command, without the time. */
export function toStartNote(name: string): string {
  return `${NOTE}homemanager starts ${name} `
}

/** The last lines that a component has written to its log, at most `count`, and of a command only those since its last start. */
export async function readLastRun(logFile: string, name: string, count: number): Promise<readonly string[]> {
  const found: string[] = []
  for await (const line of readLinesBackwards(logFile)) {
    if (found.length === count || line.startsWith(toStartNote(name))) break
    found.push(line)
  }
  return found.reverse()
}

/** The line that says why a program has ended: not one of its stack trace. Log records, which are JSON, are not considered. */
export function findErrorLine(lines: readonly string[]): string | undefined {
  const candidates = lines.filter((line) => !NO_CAUSE.test(line) && !/^(?:\{|--- )/.test(line))
  return candidates.findLast((line) => CRASH.test(line)) ?? candidates.findLast((line) => PROBLEM.test(line))
}

/** The same, or else the last line that is no part of a stack trace. */
export function findCauseLine(lines: readonly string[]): string | undefined {
  return findErrorLine(lines) ?? lines.findLast((line) => line.trim() !== '' && !NO_CAUSE.test(line))
}
