import { describeAccessibility } from './accessibility'

describeAccessibility('on a wide screen', { width: 1280, colours: ['light', 'dark'] })
