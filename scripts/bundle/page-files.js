import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files of Swagger UI, without its frame and logo. @fastify/swagger-ui has them without a script that runs on installation. */
const SWAGGER_UI_FILES = ['swagger-ui-bundle.js', 'swagger-ui.css']

/** Copies what the page of the API consists of; `src/app/gateway/serve-docs.ts` serves it. */
export function copyPageFiles(root, target) {
  cpSync(join(root, 'src/app/gateway/api-page'), target, { recursive: true })
  for (const name of SWAGGER_UI_FILES) cpSync(toSource(root, name), join(target, name))
}

/** The packages of these files. */
export function listPagePackages(root) {
  const [, version] = /PACKAGE_VERSION:"([^"]+)"/.exec(
    readFileSync(toSource(root, SWAGGER_UI_FILES[0]), 'utf8'),
  )
  // The package with the files does not have Swagger UI's licence, whose text is the same as everywhere.
  const directory = join(root, 'node_modules/@opentelemetry/api')
  return [{ name: 'swagger-ui', version, license: 'Apache-2.0', directory }]
}

function toSource(root, name) {
  return join(root, 'node_modules/@fastify/swagger-ui/static', name)
}
