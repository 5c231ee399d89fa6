const MAX_LINES = 10

/** What the log of something that did not start says at its end, for the details of an error. */
export async function getLogTail<R>(
  record: R,
  source: { lastLogLines(record: R, count: number): Promise<readonly string[]> },
): Promise<string> {
  const lines = await source.lastLogLines(record, MAX_LINES)
  return lines.length === 0 ? 'Its log is empty.' : `The last lines of its log:\n${lines.join('\n')}`
}
