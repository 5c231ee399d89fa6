import { cpSync, existsSync, readdirSync } from 'node:fs'

// tsc leaves out what it does not compile: the migrations in SQL and JSON lie beside the built services.
for (const service of readdirSync('src/services')) {
  const folder = `services/${service}/migrations`
  if (!existsSync(`src/${folder}`)) continue
  cpSync(`src/${folder}`, `dist/${folder}`, { recursive: true, filter: (path) => !path.endsWith('.ts') })
}
