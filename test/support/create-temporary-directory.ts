import { createShortLivedDirectory } from '../../src/providers/memory-directory.js'

/** Creates a directory for the data of engines, in memory if enough is free, as engines create thousands of files. */
export async function createTemporaryDirectory(prefix: string): Promise<string> {
  return createShortLivedDirectory(prefix)
}
