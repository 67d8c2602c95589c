import { AllowedSection } from "./allowed-section.tsx";
import { CacheSection } from "./cache-section.tsx";
import { FactsSection } from "./facts-section.tsx";
import { JudgeSection } from "./judge-section.tsx";
import { KeysSection } from "./keys-section.tsx";
import { ModelsSection } from "./models-section.tsx";
import { PatienceSection } from "./patience-section.tsx";
import { PricesSection } from "./prices-section.tsx";
import { RubricsSection } from "./rubrics-section.tsx";
import styles from "./settings.module.css";

export function SettingsScreen() {
  return (
    <div className={styles.screen}>
      <div className={styles.column}>
        <h1 className={styles.title}>Settings</h1>
        <ModelsSection />
        <KeysSection />
        <PatienceSection />
        <PricesSection />
        <JudgeSection />
        <RubricsSection />
        <AllowedSection />
        <FactsSection />
        <CacheSection />
      </div>
    </div>
  );
}
