import { createHash } from 'node:crypto'

/**
 * SHA-256 of a migration's content, hex. Ignores byte order marks, line endings, trailing white space and the layout of
 * JSON, so that a checkout on Windows or a formatter does not change the checksum.
 */
export function checksum(text: string, format: 'sql' | 'json' | 'module'): string {
  return digest(format === 'json' ? (compactJson(text) ?? normalizeText(text)) : normalizeText(text))
}

/** A short digest that identifies one step. */
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

/** Preserves the order of keys, which is significant in an index. */
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
