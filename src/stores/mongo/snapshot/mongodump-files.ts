import { createHash } from 'node:crypto'
import { open, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { EJSON } from 'bson'
import type { Document } from 'mongodb'
import { isRecord } from '../../../core/is-record.js'
import { portableSnapshotInvalid } from '../../contracts/portable-snapshot-invalid.js'

const METADATA = '.metadata.json'
/** The smallest document: its length and the byte 0. */
const MIN_DOCUMENT_SIZE = 5

/** A collection in mongodump's layout. */
export interface DumpedCollection {
  readonly name: string
  readonly type: string
  readonly options: Document
  readonly indexes: readonly Document[]
  /** Path of the file without its ending. */
  readonly file: string
}

/** Characters of a path that Go's `url.PathEscape`, which mongodump uses, does not escape. */
const UNESCAPED = /%(?:24|26|2B|3D|40)/g
/** A longer name is cut, and the digest of the whole name is appended. */
const MAX_NAME_LENGTH = 238
const CUT_NAME_LENGTH = 208

/** The name of a database or a collection in the name of a file, as mongodump escapes it. */
export function toDumpFileName(name: string): string {
  const escaped = encodeURIComponent(name)
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll(UNESCAPED, decodeURIComponent)
  if (escaped.length <= MAX_NAME_LENGTH) return escaped
  return `${escaped.slice(0, CUT_NAME_LENGTH)}%24${createHash('sha1').update(name).digest('base64url')}`
}

export function formatMetadata({ name, type, options, indexes }: DumpedCollection, uuid?: string): string {
  const metadata = {
    ...(Object.keys(options).length === 0 ? {} : { options }),
    indexes,
    ...(uuid === undefined ? {} : { uuid }),
    collectionName: name,
    type,
  }
  return EJSON.stringify(metadata, { relaxed: false })
}

/** The collections and views below the directory of a snapshot's part, which has one database. */
export async function readDump(directory: string): Promise<readonly DumpedCollection[]> {
  const databases = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const files = await Promise.all(
    databases.map(async ({ name }) =>
      (await readdir(path.join(directory, name))).map((file) => path.join(directory, name, file)),
    ),
  )
  const metadata = files.flat().filter((file) => file.endsWith(METADATA))
  return Promise.all(metadata.toSorted().map(readMetadata))
}

async function readMetadata(file: string): Promise<DumpedCollection> {
  try {
    const value: unknown = EJSON.parse(await readFile(file, 'utf8'), { relaxed: false })
    if (!isRecord(value) || typeof value['collectionName'] !== 'string' || !Array.isArray(value['indexes']))
      throw new SyntaxError('It is not the metadata of a collection.')
    return {
      name: value['collectionName'],
      type: typeof value['type'] === 'string' ? value['type'] : 'collection',
      options: isRecord(value['options']) ? value['options'] : {},
      indexes: value['indexes'] as readonly Document[],
      file: file.slice(0, -METADATA.length),
    }
  } catch (error) {
    throw portableSnapshotInvalid(file, error)
  }
}

/** Reads the documents of a `.bson` file. */
export async function* readBsonFile(file: string): AsyncGenerator<Buffer> {
  await using handle = await open(file, 'r')
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of handle.createReadStream({ autoClose: false })) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    let start = 0
    while (rest.length - start >= 4) {
      const size = rest.readInt32LE(start)
      if (size < MIN_DOCUMENT_SIZE)
        throw portableSnapshotInvalid(file, new RangeError(`A document has the length ${size}.`))
      if (rest.length - start < size) break
      yield rest.subarray(start, start + size)
      start += size
    }
    rest = rest.subarray(start)
  }
  if (rest.length > 0) throw portableSnapshotInvalid(file, new RangeError('The last document is incomplete.'))
}
