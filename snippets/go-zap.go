// go get go.opentelemetry.io/contrib/bridges/otelzap go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp go.uber.org/zap
package main

import (
	"context"
	"os"

	"go.opentelemetry.io/contrib/bridges/otelzap"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

func main() {
	ctx := context.Background()
	exporter, err := otlploghttp.New(ctx,
		otlploghttp.WithEndpointURL("CORDWOOD_ADDRESS/v1/logs"),
		otlploghttp.WithHeaders(map[string]string{"X-API-Key": "CORDWOOD_KEY", "X-Source": "CORDWOOD_SOURCE"}),
		otlploghttp.WithCompression(otlploghttp.GzipCompression),
	)
	if err != nil {
		panic(err)
	}
	provider := log.NewLoggerProvider(
		log.WithResource(resource.NewSchemaless(attribute.String("service.name", "checkout"))),
		log.WithProcessor(log.NewBatchProcessor(exporter)),
	)
	// What waits is sent before the program ends.
	defer provider.Shutdown(ctx)

	logger := zap.New(zapcore.NewTee(
		zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.AddSync(os.Stdout), zapcore.InfoLevel),
		otelzap.NewCore("checkout", otelzap.WithLoggerProvider(provider)),
	))
	logger.Info("hello from Go", zap.Int("order", 4711))
}
