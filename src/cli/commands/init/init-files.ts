import { extendGitignore } from './extend-gitignore.js'
import { describePackageJson, extendPackageJson } from './extend-package-json.js'
import type { InitValues } from './init-values.js'

/** The names of the files that `init` can write. */
export const INIT_FILE_NAMES = [
  'config',
  'gitignore',
  'package',
  'github',
  'gitlab',
  'devcontainer',
  'compose',
  'service',
] as const
export type InitFileName = (typeof INIT_FILE_NAMES)[number]

/** A file that `init` can write. */
export interface InitFile {
  readonly name: InitFileName
  /** Relative to the project directory. */
  readonly path: string
  readonly description: string
  /** Written by default. */
  readonly preselected?: true
  /** What else to do with it. */
  readonly note?: string
  /** The whole content, as a file of `templates/init`; or how the content is extended, undefined if there is no file yet. */
  readonly content:
    | { readonly template: string }
    | {
        readonly extend: (present: string | undefined, values: InitValues) => string
        /** What was added or replaced, for the result. */
        readonly describe?: (present: string | undefined, text: string) => string
      }
}

export const INIT_FILES: readonly InitFile[] = [
  {
    name: 'config',
    path: 'homemanager.yaml',
    description: 'the configuration of the project',
    preselected: true,
    content: { template: 'homemanager.yaml' },
  },
  {
    name: 'gitignore',
    path: '.gitignore',
    description: 'ignores the state directory and node_modules',
    preselected: true,
    content: { extend: extendGitignore },
  },
  {
    name: 'package',
    path: 'package.json',
    description: 'gets homemanager as a dev dependency, and scripts',
    preselected: true,
    content: { extend: extendPackageJson, describe: describePackageJson },
  },
  {
    name: 'github',
    path: '.github/workflows/homemanager.yml',
    description: 'a GitHub Actions workflow',
    content: { template: 'github-workflow.yml' },
  },
  {
    name: 'gitlab',
    path: '.gitlab/homemanager.yml',
    description: 'a GitLab job',
    note: 'GitLab runs the job once .gitlab-ci.yml has: include: { local: .gitlab/homemanager.yml }',
    content: { template: 'gitlab-ci.yml' },
  },
  {
    name: 'devcontainer',
    path: '.devcontainer/devcontainer.json',
    description: 'a dev container',
    content: { template: 'devcontainer.json' },
  },
  {
    name: 'compose',
    path: 'docker-compose.override.yml',
    description: "an override of the stores' Compose file",
    content: { template: 'docker-compose.override.yml' },
  },
]

/** The web frameworks with a template of a service. */
export const SERVICE_TEMPLATES = ['fastify', 'express', 'nest', 'hono'] as const
export type ServiceTemplate = (typeof SERVICE_TEMPLATES)[number]

/** The files of a todo service that `conformance` accepts, in the directory `todo`. */
export function listServiceFiles(template: ServiceTemplate): readonly InitFile[] {
  const files = {
    'server.mjs': `${template}.mjs`,
    'todos.mjs': 'todos.mjs',
    'package.json': `${template}.json`,
  }
  return Object.entries(files).map(([path, source]) => ({
    name: 'service',
    path: `todo/${path}`,
    description: `a todo service with ${template}`,
    content: { template: `../service/${source}` },
  }))
}
