import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The packages that these files belong to. */
export function listPackages(files) {
  const directories = new Set(files.map(packageDirectory).filter((directory) => directory !== undefined))
  return [...directories]
    .map((directory) => {
      const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
      return { name, version, license, directory }
    })
    .sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1))
}

/** The licence texts of packages. Those with the same text share it. */
export function createLicenceTexts(packages) {
  const namesByText = new Map()
  for (const { name, version, license, directory } of packages) {
    const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? '' : readFileSync(join(directory, file), 'utf8').trim()
    const names = namesByText.get(text) ?? new Set()
    namesByText.set(text, names.add(`${name} ${version} (${license ?? 'see below'})`))
  }
  return [...namesByText]
    .map(([text, names]) => [...names, ...(text === '' ? [] : ['', text])].join('\n'))
    .sort()
    .join(`\n\n${'-'.repeat(80)}\n\n`)
}

/** The directory of the package that a file belongs to. Skips nested package.json files, which lack a name or a version. */
export function packageDirectory(file) {
  if (!file.includes('/node_modules/')) return undefined
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory)) {
    const manifest = join(directory, 'package.json')
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'))
      if (name !== undefined && version !== undefined) return directory
    }
  }
  return undefined
}
