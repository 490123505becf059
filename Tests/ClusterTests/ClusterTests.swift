import PlanBCluster
import PlanBLedger
import PlanBVocabulary
import Testing
