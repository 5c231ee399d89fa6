/** Where the words of the system are those of programmers. */
const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full.',
  EDQUOT: 'The disk quota of this user is used up.',
  EFBIG: 'The file is as large as the limit for files allows.',
  EIO: 'The disk or device reported an error.',
}

/** What an error of the system says, as a sentence: without its code, the name of the system call and the path. */
export function describeSystemError(error: Error): string {
  const { code, message }: NodeJS.ErrnoException = error
  // "ELOOP: too many symbolic links encountered, open '/x'".
  return SENTENCES[code ?? ''] ?? `The system says: ${/^E[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message}.`
}
