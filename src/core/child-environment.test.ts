import { expect, test } from 'vitest'
import { getEngineEnvironment, getOwnProcessEnvironment } from './child-environment.js'

const user = {
  PATH: '/usr/bin',
  HOME: '/home/dev',
  PGHOST: 'db.example',
  PGSSLMODE: 'require',
  AWS_PROFILE: 'production',
  NODE_OPTIONS: '--require ./pre.cjs',
  NODE_PATH: '/lib',
  LD_LIBRARY_PATH: '/opt/lib',
  LD_PRELOAD: '/opt/lib/x.so',
  JAVA_TOOL_OPTIONS: '-Xmx1m',
  TMPDIR: 'tmp',
  http_proxy: 'http://proxy:3128',
  HTTPS_PROXY: 'http://proxy:3128',
  LC_ALL: 'tr_TR.UTF-8',
  HOMEMANAGER_PROJECT: 'shop',
  OTEL_SERVICE_NAME: 'x',
}

test('an engine gets only what a program needs to start', () => {
  expect(getEngineEnvironment(user)).toEqual({ PATH: '/usr/bin', HOME: '/home/dev' })
})

test('background processes get the variables of homemanager too', () => {
  expect(getOwnProcessEnvironment(user)).toEqual({
    PATH: '/usr/bin',
    HOME: '/home/dev',
    AWS_PROFILE: 'production',
    HOMEMANAGER_PROJECT: 'shop',
    OTEL_SERVICE_NAME: 'x',
  })
})
