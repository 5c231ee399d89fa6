import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { getPackagePath } from '../../core/package-path.js'
import { getPackageVersion } from '../../core/package-version.js'
import { DEMO_LOGIN } from '../../dataset/demo-login.js'

interface PageFile {
  /** In the package. */
  readonly path: string
  readonly type: string
}

interface LoadedFile {
  readonly content: Buffer
  readonly etag: string
}

/** The build puts the page there. */
const DIRECTORY = 'dist/bundle/api-page'

const HTML = 'text/html; charset=utf-8'
const CSS = 'text/css; charset=utf-8'
const JAVASCRIPT = 'text/javascript; charset=utf-8'

/** What the page consists of, by URL. */
const FILES: ReadonlyMap<string, PageFile> = new Map([
  ['/docs', { path: `${DIRECTORY}/index.html`, type: HTML }],
  ['/docs/', { path: `${DIRECTORY}/index.html`, type: HTML }],
  ['/docs/index.css', { path: `${DIRECTORY}/index.css`, type: CSS }],
  ['/docs/page.js', { path: `${DIRECTORY}/page.js`, type: JAVASCRIPT }],
  ['/docs/icon.svg', { path: `${DIRECTORY}/icon.svg`, type: 'image/svg+xml' }],
  ['/docs/readme', { path: 'README.md', type: 'text/plain; charset=utf-8' }],
])

/** The page loads nothing from other servers, and no other page can embed it. Icons are data URLs. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves the page that describes the API and runs its operations. Files are read on the first request and kept in memory. */
export function serveDocs(app: FastifyInstance): void {
  const loaded = new Map<PageFile, Promise<LoadedFile>>()
  for (const [url, file] of FILES) {
    app.get(url, async (request, reply) => {
      let content = loaded.get(file)
      if (content === undefined) {
        content = load(file)
        loaded.set(file, content)
        content.catch(() => loaded.delete(file))
      }
      return send(await content, file.type, request, reply)
    })
  }
}

async function load({ path, type }: PageFile): Promise<LoadedFile> {
  const file = await readFile(getPackagePath(path))
  const content = type === HTML ? fillIn(file.toString()) : file
  return { content, etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"` }
}

function fillIn(page: string): Buffer {
  const values: Readonly<Record<string, string>> = { ...DEMO_LOGIN, version: getPackageVersion() }
  return Buffer.from(page.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? ''))
}

/** A browser asks each time whether its copy is current, because a later version of homemanager has the same URLs. */
function send(
  { content, etag }: LoadedFile,
  type: string,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.headers({
    etag,
    'cache-control': 'no-cache',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  const known = request.headers['if-none-match']?.split(',').map((each) => each.trim().replace(/^W\//, ''))
  if (known?.includes(etag) === true) return reply.code(304).send()
  return reply.type(type).send(content)
}
