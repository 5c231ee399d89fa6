import { invalidValueError } from './usage-error.js'

const OTHER_FORMATS = /\.(?:zip|7z|rar|tar|bz2|xz|zst|lz4)$/i

/** The path of an archive, whose name must not promise another format than tar, compressed with gzip. */
export function parseArchiveName(text: string, subject: string): string {
  if (!OTHER_FORMATS.test(text)) return text
  throw invalidValueError(
    subject,
    text,
    'a name such as shop.tar.gz: the archive is a tar file, compressed with gzip',
  )
}
