import { describeAccessibility } from './accessibility'

describeAccessibility('on a phone', { width: 375, colours: ['dark'] })
