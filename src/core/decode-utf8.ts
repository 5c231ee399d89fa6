/** The bytes of a text file are not UTF-8. The message continues "The file … cannot be read: ". */
export class TextEncodingError extends Error {
  override readonly name = 'TextEncodingError'

  constructor(
    message: string,
    /** An encoding that the bytes may have, as iconv names it. */
    readonly encoding: 'UTF-16' | 'ISO-8859-1',
  ) {
    super(message)
  }

  /** What to do, such as `Convert the file to UTF-8, for example with iconv -f UTF-16 -t UTF-8.` */
  get suggestion(): string {
    return `Convert the file to UTF-8, for example with iconv -f ${this.encoding} -t UTF-8.`
  }
}

/**
 * Decodes the content of a text file. Throws `TextEncodingError` for bytes that are not UTF-8, instead of replacing
 * them: what is then stored would differ from what the file contains. A byte order mark is preserved.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (utf16) throw new TextEncodingError('it is UTF-16 text, not UTF-8', 'UTF-16')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new TextEncodingError(describeFirstInvalidByte(bytes), 'ISO-8859-1')
  }
}

/** Decoding with replacement characters shows where the first invalid sequence is. */
function describeFirstInvalidByte(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.length : newline + 1
    try {
      // A line feed never is a part of a longer sequence, so each line can be decoded on its own.
      decoder.decode(bytes.subarray(start, end))
    } catch {
      return `line ${line} is not valid UTF-8`
    }
    start = end
  }
  return 'it is not valid UTF-8'
}
