import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { getPackagePath } from '../../core/package-path.js'

const compress = promisify(gzip)

/** `npm run build` writes the files of the browser there; the package has them. */
const DIRECTORY = getPackagePath('dist/bundle/studio')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
/** Vite puts the digest of the content into these names. */
const HASHED = /^\/assets\/[\w.-]+$/

interface LoadedFile {
  readonly content: Buffer
  readonly compressed: Buffer
  readonly etag: string
}

/** Serves what the browser loads. Files are read on the first request and kept in memory. */
export class StaticFiles {
  readonly #loaded = new Map<string, Promise<LoadedFile>>()

  /** Any path without an extension is an address of Studio, which its script shows. */
  async send(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const name = HASHED.test(path) || path === '/icon.svg' ? path : '/index.html'
    if (name === '/index.html' && extname(path) !== '' && path.startsWith('/assets/')) return false
    let loading = this.#loaded.get(name)
    if (loading === undefined) {
      loading = load(name)
      this.#loaded.set(name, loading)
      loading.catch(() => this.#loaded.delete(name))
    }
    const file = await loading.catch(ignoreMissing)
    if (file === undefined) return false
    const isCompressed = /\bgzip\b/.test(String(request.headers['accept-encoding']))
    const headers = {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'cache-control': HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      etag: file.etag,
    }
    if (request.headers['if-none-match'] === file.etag) response.writeHead(304, headers).end()
    else {
      const content = isCompressed ? file.compressed : file.content
      response
        .writeHead(200, {
          ...headers,
          ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
          'content-length': content.length,
        })
        .end(request.method === 'HEAD' ? undefined : content)
    }
    return true
  }
}

async function load(name: string): Promise<LoadedFile> {
  const content = await readFile(join(DIRECTORY, name))
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 22)
  return { content, compressed: await compress(content), etag: `"${digest}"` }
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  return undefined
}
