import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canTestWithDocker } from '../../../../test/support/docker.js'
import {
  REGISTRY_CREDENTIALS,
  canTestWithRegistry,
  startTestRegistry,
  type TestRegistry,
} from '../../../../test/support/docker-registry.js'
import type { PullPolicy } from '../../provider.js'
import { connectDaemon, getDockerClient } from '../daemon/connect-daemon.js'
import { ensureImage, type LocalImage } from './ensure-image.js'

describe.skipIf(!(await canTestWithDocker()) || !canTestWithRegistry())(
  'an image from a private registry',
  () => {
    let registry: TestRegistry
    let config: string
    let image: string
    const shown: { readonly note: string; readonly done: number; readonly total: number }[] = []

    beforeAll(async () => {
      registry = await startTestRegistry()
      config = mkdtempSync(join(tmpdir(), 'homemanager-login-'))
      vi.stubEnv('DOCKER_CONFIG', config)
      image = await registry.push('team/engine:1', 3_000_000)
    })
    afterAll(async () => {
      vi.unstubAllEnvs()
      const docker = await getDockerClient()
      await docker
        .getImage(image)
        .remove()
        .catch(() => {})
      await registry[Symbol.asyncDispose]()
      rmSync(config, { recursive: true })
    })

    async function ensure(name: string, policy: PullPolicy = 'missing'): Promise<LocalImage> {
      return ensureImage(await connectDaemon(), name, {
        policy,
        signal: new AbortController().signal,
        onProgress: (note, amount) => {
          if (amount) shown.push({ note, ...amount })
        },
      })
    }

    test('is refused without a login, and the way in is named', async () => {
      await expect(ensure(image)).rejects.toMatchObject({
        code: 'IMAGE_PULL_FAILED',
        exitCode: 5,
        message: `The image ${image} could not be pulled.`,
        suggestion: expect.stringMatching(
          /^Run docker login 127\.0\.0\.1:\d+; .* --provider embedded, which needs no images\.$/,
        ),
      })
    })

    test('is not fetched with --pull never', async () => {
      await expect(ensure(image, 'never')).rejects.toMatchObject({ code: 'IMAGE_MISSING', exitCode: 5 })
    })

    test('is fetched with what docker login wrote, and its layers are one bar', async () => {
      const auth = Buffer.from(`${REGISTRY_CREDENTIALS.username}:${REGISTRY_CREDENTIALS.password}`).toString(
        'base64',
      )
      writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }))
      const { Id } = await ensure(image)
      expect(Id).toMatch(/^sha256:/)
      const total = Math.max(...shown.map((each) => each.total))
      expect(total).toBeGreaterThan(2_900_000)
      for (const note of [`pulling ${image}`, `extracting ${image}`]) {
        expect(shown.findLast((each) => each.note === note)).toMatchObject({ done: total, total })
      }
      // No bar is left for the time in which the container starts.
      expect(shown.at(-1)).toEqual({ note: 'starting', done: 0, total: 0 })
    })

    test('is fetched with the credential helper that the configuration names', async () => {
      const docker = await getDockerClient()
      await docker.getImage(image).remove()
      const helper = join(config, 'docker-credential-testhelper')
      writeFileSync(
        helper,
        `#!/bin/sh\nread registry\n[ "$1 $registry" = "get ${registry.host}" ] || exit 1\n` +
          `echo '{"ServerURL":"'$registry'","Username":"${REGISTRY_CREDENTIALS.username}","Secret":"${REGISTRY_CREDENTIALS.password}"}'\n`,
      )
      chmodSync(helper, 0o755)
      writeFileSync(
        join(config, 'config.json'),
        JSON.stringify({ credHelpers: { [registry.host]: 'testhelper' } }),
      )
      vi.stubEnv('PATH', `${config}${delimiter}${process.env['PATH'] ?? ''}`)
      expect((await ensure(image)).Id).toMatch(/^sha256:/)
    })

    test('that is here is taken as it is, and asked for again only with --pull always', async () => {
      shown.length = 0
      const { Id } = await ensure(image)
      expect(shown).toEqual([])
      writeFileSync(join(config, 'config.json'), '{}')
      await expect(ensure(image, 'always')).rejects.toMatchObject({ code: 'IMAGE_PULL_FAILED' })
      expect((await ensure(image, 'never')).Id).toBe(Id)
    })

    test('whose registry hangs is given up, long before an up would be', async () => {
      const hanging = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
      await once(hanging, 'listening')
      try {
        const { port } = hanging.address() as AddressInfo
        await expect(ensure(`127.0.0.1:${port}/team/engine:1`)).rejects.toMatchObject({
          code: 'IMAGE_PULL_FAILED',
          detail: 'Its registry said nothing for 15 s.',
        })
      } finally {
        hanging.close()
      }
    })

    test('that does not exist is named', async () => {
      await expect(ensure(`${registry.host}/no/such:1`)).rejects.toMatchObject({
        message: `The image ${registry.host}/no/such:1 could not be pulled.`,
      })
    })
  },
)
