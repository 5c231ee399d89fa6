import { createHash } from 'node:crypto'

/**
 * SHA-256 of what a migration says, hex. Byte order marks, line endings, white space at line ends and the layout of JSON
 * do not count: a checkout on Windows and a formatter leave the checksum as it is.
 */
export function checksum(text: string, format: 'sql' | 'json' | 'module'): string {
  return digest(format === 'json' ? (compactJson(text) ?? normalizeText(text)) : normalizeText(text))
}

/** A short digest of one step, to know it again. */
export function stepDigest(text: string): string {
  return digest(normalizeText(text)).slice(0, 16)
}

function normalizeText(text: string): string {
  return `${text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim()}\n`
}

/** The order of keys does count: in an index it is the index. */
function compactJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return undefined
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
