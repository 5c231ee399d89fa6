import { cpSync, readdirSync } from 'node:fs'

// tsc leaves out what it does not compile: the migrations in SQL and JSON lie beside the built services.
for (const service of readdirSync('src/services')) {
  cpSync(`src/services/${service}/migrations`, `dist/services/${service}/migrations`, {
    recursive: true,
    force: true,
    filter: (path) => !path.endsWith('.ts'),
  })
}
