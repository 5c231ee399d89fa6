import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SPAN_FILE, type SpanRecord, TRACE_DIRECTORY } from '../../core/span-record.js'
import { readLinesBackwards } from '../../providers/read-last-lines.js'

/** All lines, the last that was written first. */
export async function* readSpanLines(home: string): AsyncGenerator<string> {
  const directory = join(home, TRACE_DIRECTORY)
  for (const name of listFiles(directory)) yield* readLinesBackwards(join(directory, name))
}

/** The latest first. */
function listFiles(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory).filter((name) => SPAN_FILE.test(name))
    return names.sort((a, b) => getTime(b) - getTime(a))
  } catch {
    return []
  }
}

function getTime(name: string): number {
  return Number(SPAN_FILE.exec(name)?.[1] ?? 0)
}

/** When a step started, without parsing the line; infinite if it is not known. */
export function getSpanStart(line: string): number {
  return Number(/"start":([\d.]+)/.exec(line)?.[1] ?? Infinity)
}

/** Undefined for a line that was not written completely. */
export function parseSpan(line: string): SpanRecord | undefined {
  try {
    return JSON.parse(line) as SpanRecord
  } catch {
    return undefined
  }
}
