import { createReadStream } from 'node:fs'

/** A value of a CSV; null if it is empty without quotation marks, as COPY writes NULL. */
export type CsvValue = string | null

/** Reads a CSV as COPY writes it. Yields the header first. */
export async function* parseCsv(file: string): AsyncGenerator<readonly CsvValue[]> {
  let rest = ''
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    rest += chunk as string
    let start = 0
    for (;;) {
      const end = findLineEnd(rest, start)
      if (end === -1) break
      yield parseLine(rest.slice(start, end))
      start = end + 1
    }
    rest = rest.slice(start)
  }
  if (rest !== '') yield parseLine(rest)
}

/** The first line break outside of quotation marks. A doubled quotation mark ends and starts a quotation. */
function findLineEnd(text: string, start: number): number {
  let position = start
  for (;;) {
    const lineEnd = text.indexOf('\n', position)
    if (lineEnd === -1) return -1
    const quote = text.indexOf('"', position)
    if (quote === -1 || quote > lineEnd) return lineEnd
    const close = text.indexOf('"', quote + 1)
    if (close === -1) return -1
    position = close + 1
  }
}

function parseLine(line: string): readonly CsvValue[] {
  const values: CsvValue[] = []
  let position = 0
  for (;;) {
    if (line[position] === '"') {
      let text = ''
      for (;;) {
        const close = line.indexOf('"', position + 1)
        text += line.slice(position + 1, close)
        position = close + 1
        if (line[position] !== '"') break
        text += '"'
      }
      values.push(text)
    } else {
      const comma = line.indexOf(',', position)
      const end = comma === -1 ? line.length : comma
      values.push(end === position ? null : line.slice(position, end))
      position = end
    }
    if (line[position] !== ',') return values
    position++
  }
}
