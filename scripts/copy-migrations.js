import { cpSync, existsSync, readdirSync } from 'node:fs'

// tsc copies only what it compiles. This adds the SQL and JSON migrations to the compiled services.
for (const service of readdirSync('src/services')) {
  const directory = `services/${service}/migrations`
  if (!existsSync(`src/${directory}`)) continue
  cpSync(`src/${directory}`, `dist/${directory}`, {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  })
}
