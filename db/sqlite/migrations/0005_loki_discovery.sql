ALTER TABLE `sources` ADD `discover_service_name` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `sources` ADD `discover_log_levels` integer DEFAULT true NOT NULL;