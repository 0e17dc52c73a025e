import { endpoints } from '#shared/api/endpoints'
import { defineRoute } from '~~/server/utils/route'

/** The version of Loki whose language and answers these are: clients choose by it what they ask. */
const LOKI = '3.6.0'

export default defineRoute(endpoints.lokiBuildInfo, () => ({ version: LOKI, revision: 'cordwood', branch: '', buildUser: '', buildDate: '', goVersion: '' }))
